import { expect, test } from '../fixtures';

const REFUSAL = 'Select another image before deleting this one.';

test.describe('deleting', () => {
  test('a picture goes, and "Undo" brings it back without selecting it', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.images.delete(panel.images.attempt(1)));

    // Assert
    await expect(panel.images.attempt(1)).toHaveCount(0);
    await expect(panel.images.slides).toHaveCount(1);
    await expect(panel.said('Image deleted')).toBeVisible();
    await expect(panel.removed).toHaveText('Removed (1)');
    expect(await shot.numbers()).toEqual([2]);

    // Act
    await panel.press(panel.undo);

    // Assert
    await expect(panel.images.attempt(1)).toHaveCount(1);
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.images.badge(panel.images.attempt(1))).toHaveCount(0);
    await expect(panel.removed).toHaveCount(0);
    expect((await shot.numbers()).toSorted()).toEqual([1, 2]);
    expect(await shot.inForce()).toBe(2);
  });

  test('the selected picture has no "Delete", and the API refuses it', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);

    // Act
    const answer = await shot.delete(2);

    // Assert
    await expect(panel.images.delete(panel.images.attempt(2))).toHaveCount(0);
    await expect(panel.images.delete(panel.images.attempt(1))).toHaveCount(1);
    expect(answer.status).toBe(409);
    expect(answer.body.error).toBe(REFUSAL);
    expect(await shot.numbers()).toEqual([2, 1]);
  });

  test('the Delete key on the selected picture says why it stays @scripts', async ({ film, page, panel, watch }) => {
    // Arrange
    watch.allow(/answer 409/, /status of 409/);
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);

    // Act
    await page.keyboard.press('Delete');

    // Assert
    await expect(panel.said(REFUSAL)).toBeVisible();
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    expect(await shot.numbers()).toEqual([2, 1]);
  });
});
