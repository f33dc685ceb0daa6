import { expect, test } from '../fixtures';

test.describe('the history of eight', () => {
  test('a ninth picture takes the oldest that is not selected out, and it can be restored', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(8);
    await shot.select(1);
    await panel.goto(shot.address);
    await expect(panel.images.slides).toHaveCount(8);

    // Act
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([9, 8, 7, 6, 5, 4, 3, 1]);
    await panel.lookAgain();

    // Assert
    await expect(panel.removed).toHaveText('Removed (1)');
    await expect(panel.images.slides).toHaveCount(8);
    await expect(panel.images.badge(panel.images.attempt(9))).toBeVisible();
    await expect(panel.images.attempt(1)).toHaveCount(1);
    await expect(panel.images.attempt(2)).toHaveCount(0);

    // Act
    await panel.openRemoved();
    await panel.press(panel.restore().first());

    // Assert
    await expect(panel.images.attempt(2)).toHaveCount(1);
    await expect(panel.images.attempt(1)).toHaveCount(0);
    await expect(panel.images.slides).toHaveCount(8);
    await expect(panel.removed).toHaveText('Removed (1)');
    await expect(panel.said('Attempt 2 restored')).toBeVisible();
    expect(await shot.numbers()).toEqual(expect.arrayContaining([9, 8, 7, 6, 5, 4, 3, 2]));
    expect((await shot.removed()).map((attempt) => attempt.attempt_number)).toEqual([1]);
    expect(await shot.inForce()).toBe(9);
  });

  test('the selected picture outlives eight newer ones that are not selected', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(1);
    for (let newer = 2; newer <= 9; newer += 1) {
      await shot.draw();
      await shot.select(1);
    }

    // Act
    await panel.goto(shot.address);

    // Assert
    await expect(panel.images.slides).toHaveCount(8);
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await expect(panel.removed).toHaveText('Removed (1)');
    expect(await shot.numbers()).not.toContain(2);
    expect(await shot.inForce()).toBe(1);
  });

  test('the eviction is said with a way to undo it @scripts', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(8);
    await panel.goto(shot.address);

    // Act
    await panel.generate.click();
    const said = panel.said('Attempt 1 made room for the new image');
    await said.getByRole('button', { name: 'Undo' }).click();

    // Assert
    await expect(panel.images.attempt(1)).toHaveCount(1);
    expect(await shot.numbers()).toContain(1);
  });
});
