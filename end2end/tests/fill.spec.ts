import { expect, test } from '../fixtures';
import { makeFilm } from '../support/film';

test.describe('an empty scene', () => {
  test('it fills itself from the scene before when it is opened, says so, and does it once', async ({ film, panel }) => {
    // Arrange
    await film.shot(1, 2).upload([20, 90, 160]);
    await film.shot(1, 2).change({ descriptionOverride: 'Soaked through', statusTags: ['wet'] });
    await film.shot(2, 2).change({ carryForward: false, descriptionOverride: 'Flooded' });
    const scene = await film.addScene('EXT. QUAY - DAWN');

    // Act
    await panel.goto(scene.address);

    // Assert
    await expect(panel.filled).toContainText('This scene filled itself: 3 taken over from scene 2.');
    await expect(panel.rows).toHaveCount(3);
    await expect(panel.row('Mara Quill')).toContainText('From scene 2');
    await expect(panel.row('Mara Quill')).toContainText('ready');
    await expect(panel.description).toHaveValue('Soaked through');
    await expect(panel.tags).toHaveText(['wet']);
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await panel.open('Harbour steps');
    await expect(panel.name).toHaveText('Harbour steps');
    await expect(panel.description).toHaveValue('Wet stone steps down to black water');
    const before = await film.castOf(scene);

    // Act
    await panel.reload();

    // Assert
    await expect(panel.filled).toHaveCount(0);
    await expect(panel.rows).toHaveCount(3);
    expect((await film.castOf(scene)).map((row) => row.id)).toEqual(before.map((row) => row.id));
  });

  test('"Undo" leaves it empty, and it can be filled by hand', async ({ film, panel }) => {
    // Arrange
    const scene = await film.addScene('EXT. QUAY - DAWN');
    await panel.goto(scene.address);
    await expect(panel.rows).toHaveCount(3);

    // Act
    await panel.press(panel.filled.getByRole('button', { name: 'Undo' }));

    // Assert
    await expect(panel.said('The scene is as empty as before')).toBeVisible();
    await expect(panel.name).toHaveText('No assets in this scene yet');
    await expect(panel.rows).toHaveCount(0);
    await expect.poll(() => film.castOf(scene)).toEqual([]);
    await panel.reload();
    await expect(panel.rows).toHaveCount(0);

    // Act
    await panel.press(panel.takeOver);

    // Assert
    await expect(panel.said('Filled with 3 assets')).toBeVisible();
    await expect(panel.rows).toHaveCount(3);
    await expect.poll(async () => (await film.castOf(scene)).length).toBe(3);
  });

  test('what it says stays while somebody works elsewhere @scripts', async ({ film, panel }) => {
    // Arrange
    const scene = await film.addScene('EXT. QUAY - DAWN');
    await panel.goto(scene.address);
    await expect(panel.filled).toBeVisible();

    // Act
    await panel.tagWith('soaked');

    // Assert
    await expect(panel.row('Mara Quill')).toContainText('soaked');
    await expect(panel.filled).toBeVisible();
  });

  test('the first scene takes what its screenplay expects', async ({ api, panel }) => {
    // Arrange
    const film = await makeFilm(api, { headings: [] });
    const scene = await film.addScene('EXT. HARBOUR STEPS - NIGHT', {
      expectedCharacters: ['MARA QUILL', 'A STRANGER'],
      expectedLocation: 'harbour steps',
    });

    // Act
    await panel.goto(scene.address);

    // Assert
    await expect(panel.filled).toContainText('This scene filled itself: 2 found by the screenplay.');
    await expect(panel.rows).toHaveCount(2);
    await expect(panel.row('Mara Quill')).toContainText('From master');
    await expect(panel.row('Harbour steps')).toBeVisible();
  });

  test('where there is nothing to take over it stays empty', async ({ api, panel }) => {
    // Arrange
    const film = await makeFilm(api, { headings: [] });
    const scene = await film.addScene('EXT. QUAY - DAWN');

    // Act
    await panel.goto(scene.address);

    // Assert
    await expect(panel.filled).toHaveCount(0);
    await expect(panel.name).toHaveText('No assets in this scene yet');

    // Act
    await panel.press(panel.takeOver);

    // Assert
    await expect(panel.said('No earlier scene has anything to take over')).toBeVisible();
    expect(await film.castOf(scene)).toEqual([]);
  });
});
