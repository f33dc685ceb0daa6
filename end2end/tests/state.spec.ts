import { expect, test } from '../fixtures';

test.describe('the state of an asset in a scene', () => {
  test('tags are added, with those of the film to choose from, and removed', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await film.shot(3, 2).change({ statusTags: ['soaked', 'lit'] });
    await panel.goto(shot.address);
    expect((await panel.suggestions()).toSorted()).toEqual(['lit', 'soaked']);

    // Act
    await panel.tagWith('soaked');

    // Assert
    await expect(panel.tag('soaked')).toBeVisible();
    await expect(panel.row('Mara Quill')).toContainText('soaked');
    await expect(panel.addTag).toHaveValue('');
    await expect.poll(async () => (await shot.instance()).status_tags).toEqual(['soaked']);
    await expect.poll(() => panel.suggestions()).toEqual(['lit']);

    // Act
    await panel.tagWith('bruised');
    await expect(panel.untag('bruised')).toBeVisible();
    await panel.press(panel.untag('soaked'));

    // Assert
    await expect(panel.tags).toHaveText(['bruised']);
    await expect.poll(async () => (await shot.instance()).status_tags).toEqual(['bruised']);
  });

  test('a half-typed tag does not wander to another asset @scripts', async ({ film, panel }) => {
    // Arrange
    await panel.goto(film.shot(1).address);
    await panel.addTag.fill('soak');

    // Act
    await panel.open('Brass lantern');

    // Assert
    await expect(panel.name).toHaveText('Brass lantern');
    await expect(panel.addTag).toHaveValue('');
  });

  test('a row shows three tags and how many more there are', async ({ film, panel }) => {
    // Arrange
    await film.shot().change({ statusTags: ['wet', 'torn', 'tired', 'armed', 'late'] });

    // Act
    await panel.goto(film.shot().address);

    // Assert
    await expect(panel.row('Mara Quill')).toContainText('wet torn tired +2');
    await expect(panel.tags).toHaveCount(5);
  });

  test('"Carry forward to next scene" is kept', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    await expect(panel.carryForward).toBeChecked();
    await expect(panel.carryForward).toHaveAccessibleDescription(/scene 2/);

    // Act
    await panel.tick(panel.carryForward, false);

    // Assert
    await expect(panel.said('The next scene begins anew')).toBeVisible();
    await expect.poll(async () => (await shot.instance()).carry_forward).toBe(false);
    await panel.reload();
    await expect(panel.carryForward).not.toBeChecked();
  });

  test('"Lock" refuses every change and "Unlock" allows them again', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.lock);

    // Assert
    await expect(panel.unlock).toBeVisible();
    await expect(panel.row('Mara Quill')).toContainText('locked');
    for (const closed of [panel.generate, panel.description, panel.save, panel.asIs, panel.remove, panel.addTag, panel.carryForward]) {
      await expect(closed).toBeDisabled();
    }
    await expect(panel.generate).toHaveAccessibleDescription('This asset is locked in this scene. Unlock it to change it.');
    await expect(panel.images.select(panel.images.attempt(1))).toBeDisabled();
    await expect(panel.images.delete(panel.images.attempt(1))).toBeDisabled();
    await expect.poll(async () => (await shot.instance()).locked).toBe(true);
    expect((await shot.delete(1)).status).toBe(409);

    // Act
    await panel.press(panel.unlock);

    // Assert
    await expect(panel.lock).toBeVisible();
    await expect(panel.generate).toBeEnabled();
    await expect(panel.row('Mara Quill')).toContainText('ready');
    await expect.poll(async () => (await shot.instance()).locked).toBe(false);
  });

  test('"Remove" takes it out of the scene, and "Undo" brings everything back', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await shot.select(1);
    await shot.change({ descriptionOverride: 'Soaked through', statusTags: ['wet'] });
    const before = { instance: await shot.instance(), attempts: await shot.attempts() };
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.remove);

    // Assert
    await expect(panel.said('Mara Quill taken out of the scene')).toBeVisible();
    await expect(panel.row('Mara Quill')).toHaveCount(0);
    await expect(panel.name).toHaveText('Harbour steps');
    await expect(panel.assets).toContainText('2 assets');
    await expect.poll(async () => (await film.castOf(film.scene())).length).toBe(2);

    // Act
    await panel.press(panel.undoOf('Mara Quill taken out of the scene'));

    // Assert
    await expect(panel.said('Mara Quill is back, with all its pictures')).toBeVisible();
    await expect(panel.row('Mara Quill')).toBeVisible();
    await expect(panel.name).toHaveText('Mara Quill');
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await expect(panel.images.slides).toHaveCount(2);
    await expect(panel.description).toHaveValue('Soaked through');
    await expect(panel.tags).toHaveText(['wet']);
    const after = { instance: await shot.instance(), attempts: await shot.attempts() };
    expect(after).toEqual({ ...before, instance: { ...before.instance, updated_at: expect.any(String) } });
  });

  test('a waived asset needs no picture, for a reason that can be taken back', async ({ board, film, page, panel }) => {
    // Arrange
    const shot = film.shot(3);
    await panel.goto(shot.address);

    // Act
    await panel.add.gate.waiveFor('Brass lantern', 'Off screen');

    // Assert
    await expect(panel.said('Brass lantern needs no picture')).toBeVisible();
    await expect(page.getByRole('main').getByText('Needs no picture: Off screen')).toBeVisible();
    await expect(panel.row('Brass lantern')).toContainText('waived');
    await expect(panel.add.gate.item('Brass lantern')).toHaveCount(0);
    await expect.poll(async () => (await shot.instance()).waived_reason).toBe('Off screen');
    await board.goto(film.address);
    await expect(board.cell('Brass lantern', 1)).toHaveAccessibleName('Brass lantern, scene 1: waived');

    // Act
    await panel.goto(shot.address);
    await panel.press(page.getByRole('main').getByRole('button', { name: 'It needs one' }));

    // Assert
    await expect(panel.add.gate.item('Brass lantern')).toHaveCount(1);
    await expect(panel.row('Brass lantern')).toContainText('no picture');
    await expect.poll(async () => (await shot.instance()).waived_reason).toBeNull();
  });
});
