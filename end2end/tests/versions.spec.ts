import { expect, test } from '../fixtures';

const OLD = 'A lean woman in an oilskin coat';

test.describe('versions of the description', () => {
  test('each saved description is kept, and one of them is taken again', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    await expect(panel.versions).toHaveCount(0);

    // Act
    for (const words of ['Soaked through', 'Dry again']) {
      await panel.sayAs(words);
      await expect.poll(async () => (await shot.instance()).effective_description).toBe(words);
    }

    // Assert
    await expect(panel.versions).toHaveText('Versions (2)');

    // Act
    await panel.useVersion('Soaked through');

    // Assert
    await expect(panel.said('Description version 1 taken')).toBeVisible();
    await expect(panel.description).toHaveValue('Soaked through');
    await expect.poll(async () => (await shot.instance()).effective_description).toBe('Soaked through');
    await expect(panel.versions).toHaveText('Versions (2)');

    // Act
    await panel.useVersion('As its master says');

    // Assert
    await expect(panel.said('Described as its master')).toBeVisible();
    await expect(panel.description).toHaveValue(OLD);
    await expect.poll(async () => (await shot.instance()).description_override).toBeNull();
  });

  test('what two editors wrote at the same time is kept of both', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(shot.address);
    await panel.description.fill('Written here');
    await other.sayAs('Written there');
    await expect(other.said('Description saved')).toBeVisible();

    // Act
    await panel.press(panel.save);

    // Assert
    const said = panel.said('Somebody changed this description meanwhile. Your words were kept as version 2');
    await expect(said).toBeVisible();
    expect((await shot.instance()).effective_description).toBe('Written there');
    await expect(panel.versions).toHaveText('Versions (2)');

    // Act
    await panel.useVersion('Written here');

    // Assert
    await expect(panel.description).toHaveValue('Written here');
    await expect.poll(async () => (await shot.instance()).effective_description).toBe('Written here');
    await panel.reload();
    await expect(panel.description).toHaveValue('Written here');
    await expect(panel.versions).toHaveText('Versions (2)');
  });

  test('who types sees at once that somebody else saved @scripts', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(shot.address);
    await panel.description.fill('Written here');

    // Act
    await other.sayAs('Written there');

    // Assert
    await expect(panel.changedMeanwhile).toBeVisible();
    await expect(panel.description).toHaveValue('Written here');
    await expect(panel.description).toBeFocused();
  });

  test('words that were not saved are there again after a look at another asset @scripts', async ({ film, panel }) => {
    // Arrange
    await panel.goto(film.shot(1).address);
    await panel.description.fill('Half a thought');

    // Act
    await panel.open('Brass lantern');
    await expect(panel.description).toHaveValue('A storm lantern with a cracked glass');
    await panel.open('Mara Quill');

    // Assert
    await expect(panel.description).toHaveValue('Half a thought');
    await expect(panel.unsaved).toBeVisible();
    expect((await film.shot(1).instance()).effective_description).toBe(OLD);
  });
});
