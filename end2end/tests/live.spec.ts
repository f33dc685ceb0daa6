import { expect, test } from '../fixtures';

const AT_ONCE = { timeout: 2_000 };

test.describe('two editors on one scene @scripts', () => {
  test('what one makes appears at the other and disturbs nothing there', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(shot.address);
    await other.images.thumbnail(1).click();
    await expect(other.images.attempt(1)).toBeInViewport({ ratio: 0.9 });
    await other.description.fill('typed, not saved');

    // Act
    await panel.generate.click();
    await expect(panel.images.attempt(3)).toHaveCount(1);

    // Assert
    await expect(other.images.slides).toHaveCount(3, AT_ONCE);
    await expect(other.images.badge(other.images.attempt(3))).toHaveCount(1);
    await expect(panel.images.attempt(3)).toBeInViewport({ ratio: 0.9 });
    await expect(other.images.attempt(1)).toBeInViewport({ ratio: 0.9 });
    await expect(other.images.currentThumbnail).toHaveAccessibleName('Attempt 1');
    await expect(other.images.counter(other.images.attempt(1))).toHaveText('3/3');
    await expect(other.description).toHaveValue('typed, not saved');
    await expect(other.description).toBeFocused();
  });

  test('a selection and a description arrive as well', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(shot.address);

    // Act
    await panel.images.thumbnail(1).click();
    await panel.images.select(panel.images.attempt(1)).click();
    await panel.sayAs('Soaked through');

    // Assert
    await expect(other.images.badge(other.images.attempt(1))).toHaveCount(1, AT_ONCE);
    await expect(other.description).toHaveValue('Soaked through', AT_ONCE);
    await expect(other.images.attempt(2)).toBeInViewport({ ratio: 0.9 });
    expect(await shot.inForce()).toBe(1);
  });

  test('typing, ticks, open details and the place in the list stay where they are', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.describe('First words');
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(film.shot(2).address);
    await panel.versions.click();
    await panel.list.box('Brass lantern').check();
    await panel.addTag.pressSequentially('soak');

    // Act
    await other.tagWith('flooded');
    await other.press(other.generate);

    // Assert
    await expect(panel.row('Harbour steps')).toContainText('flooded');
    await expect(panel.row('Harbour steps')).toContainText('ready');
    await expect(panel.name).toHaveText('Mara Quill');
    await expect(panel.addTag).toHaveValue('soak');
    await expect(panel.addTag).toBeFocused();
    await expect(panel.list.box('Brass lantern')).toBeChecked();
    await expect(panel.list.generate).toHaveText('Generate (1)');
    await expect(panel.version('First words')).toBeVisible();
  });

  test('an asset that somebody takes out gives way to another and comes back', async ({ film, openAnother, panel }) => {
    // Arrange
    const other = await openAnother();
    await panel.goto(film.shot(1).address);
    await other.goto(film.shot(1).address);

    // Act
    await other.remove.click();

    // Assert
    await expect(panel.row('Mara Quill')).toHaveCount(0);
    await expect(panel.name).toHaveText('Harbour steps');

    // Act
    await other.undoOf('Mara Quill taken out of the scene').click();

    // Assert
    await expect(panel.row('Mara Quill')).toBeVisible();
  });

  test('ticks and tags of one arrive at the other', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(shot.address);

    // Act
    await panel.tick(panel.asIs, true);
    await panel.tagWith('soaked');

    // Assert
    await expect(other.asIs).toBeChecked();
    await expect(other.generate).toBeDisabled();
    await expect(other.tag('soaked')).toBeVisible();
    await expect(other.images.badge(other.images.attempt(1))).toBeVisible();
  });

  test('a note that comes by itself moves neither the focus nor the carousel', async ({ film, openAnother, panel }) => {
    // Arrange
    const [earlier, shot] = [film.shot(1, 1), film.shot(1, 2)];
    await earlier.upload([200, 40, 10]);
    await earlier.upload([10, 40, 200]);
    await shot.draw(3);
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(earlier.address);
    await panel.images.thumbnail(1).click();
    await expect(panel.images.attempt(1)).toBeInViewport({ ratio: 0.9 });
    await expect(panel.images.thumbnail(1)).toBeFocused();

    // Act
    await other.images.select(other.images.attempt(1)).click();

    // Assert
    await expect(panel.staleNote).toBeVisible();
    await expect(panel.images.thumbnail(1)).toBeFocused();
    await expect(panel.images.attempt(1)).toBeInViewport({ ratio: 0.9 });
  });
});
