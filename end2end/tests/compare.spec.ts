import { expect, test } from '../fixtures';

test.describe('the comparison', () => {
  test('it sets two attempts side by side with what differs, and the address names it', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    const { comparison } = panel;
    await shot.draw();
    await shot.describe('A lean woman in a ball gown');
    await shot.draw();
    await panel.goto(shot.address);

    // Act
    await panel.compareLink.click();

    // Assert
    await expect(comparison.dialog).toHaveAccessibleName('Compare Mara Quill');
    await expect(comparison.items).toHaveCount(2);
    await expect(comparison.badge(comparison.attempt(2))).toBeVisible();
    await expect(comparison.differences.getByRole('row', { name: /^Prompt/ }).locator('mark').first()).toBeVisible();
    await expect(page).toHaveURL(/[?&]compare=/);

    // Act
    await panel.reload();

    // Assert
    await expect(comparison.items).toHaveCount(2);

    // Act
    await comparison.close.click();

    // Assert
    await expect(comparison.dialog).toHaveCount(0);
    await expect(page).not.toHaveURL(/compare=/);
    await expect(panel.images.slides).toHaveCount(2);
  });

  test('one alone cannot be compared', async ({ film, panel }) => {
    // Arrange
    await film.shot().draw();

    // Act
    await panel.goto(film.shot().address);

    // Assert
    await expect(panel.compareLink).toHaveCount(0);
  });

  test('up to four stand side by side', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    const { comparison } = panel;
    await shot.draw(5);
    await panel.goto(shot.address);
    await panel.compareLink.click();
    await expect(comparison.items).toHaveCount(2);

    // Act
    await comparison.beside(1).click();
    // The links that follow say what stands there by then.
    await expect(comparison.items).toHaveCount(3);
    await comparison.beside(2).click();

    // Assert
    await expect(comparison.items).toHaveCount(4);
    for (const number of [5, 4, 2, 1]) {
      await expect(comparison.attempt(number)).toHaveCount(1);
    }
    await expect(comparison.beside(3)).toHaveCount(0);
    await expect(comparison.slider).toHaveCount(0);

    // Act
    await comparison.putAway(comparison.attempt(4)).click();

    // Assert
    await expect(comparison.items).toHaveCount(3);
    await expect(comparison.beside(4)).toBeVisible();
  });

  test('two share one frame', async ({ film, page, panel, scripts }) => {
    // Arrange
    const shot = film.shot();
    const { comparison } = panel;
    await shot.draw(2);
    await panel.goto(shot.address);
    await panel.compareLink.click();

    // Act
    await comparison.slider.click();

    // Assert
    await expect(page).toHaveURL(/[?&]view=slider/);
    await expect(comparison.slider).toHaveAttribute('aria-current', 'true');
    await expect(comparison.dialog.getByRole('img', { name: 'Attempt 2' })).toBeVisible();
    await expect(comparison.dialog.getByRole('img', { name: 'Attempt 1' })).toBeVisible();
    await expect(comparison.divide).toHaveCount(scripts ? 1 : 0);

    // Act
    await comparison.sideBySide.click();

    // Assert
    await expect(comparison.sideBySide).toHaveAttribute('aria-current', 'true');
    await expect(comparison.items).toHaveCount(2);
  });

  test('the slider divides the frame @scripts', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);
    await panel.compareLink.click();
    await panel.comparison.slider.click();
    await expect(panel.comparison.divide).toHaveValue('50');
    const before = await panel.comparison.seen(1);

    // Act
    await panel.comparison.divide.press('End');

    // Assert
    await expect(panel.comparison.divide).toHaveValue('100');
    await expect.poll(() => panel.comparison.seen(1)).not.toBe(before);
  });

  test('a picture is selected and another deleted there', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    const { comparison } = panel;
    await shot.draw(3);
    await panel.goto(shot.address);
    await panel.compareLink.click();
    await expect(comparison.items).toHaveCount(2);
    await comparison.beside(1).click();
    await expect(comparison.items).toHaveCount(3);

    // Act
    await panel.press(comparison.select(comparison.attempt(1)));

    // Assert
    await expect(comparison.badge(comparison.attempt(1))).toBeVisible();
    await expect(comparison.badge(comparison.attempt(3))).toHaveCount(0);
    await expect.poll(() => shot.inForce()).toBe(1);

    // Act
    await panel.press(comparison.delete(comparison.attempt(2)));

    // Assert
    await expect(panel.said('Image deleted')).toBeVisible();
    await expect(comparison.attempt(2)).toHaveCount(0);
    await expect(comparison.items).toHaveCount(2);
    await expect(page).toHaveURL(/[?&]compare=/);
    await expect.poll(() => shot.numbers()).toEqual([3, 1]);
  });

  test('culling by keys: walk, next, select, delete, close @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    const { comparison } = panel;
    await shot.draw(4);
    await panel.goto(shot.address);

    // Act
    await page.keyboard.press('c');
    await expect(comparison.items).toHaveCount(2);
    await page.keyboard.press('ArrowRight');
    await expect(comparison.attempt(4)).toBeFocused();
    await page.keyboard.press('ArrowRight');

    // Assert
    await expect(comparison.attempt(3)).toBeFocused();

    // Act
    await page.keyboard.press('n');

    // Assert
    await expect(comparison.attempt(3)).toHaveCount(0);
    await expect(comparison.attempt(2)).toBeFocused();

    // Act
    await page.keyboard.press('Enter');

    // Assert
    await expect(comparison.badge(comparison.attempt(2))).toBeVisible();
    await expect.poll(() => shot.inForce()).toBe(2);

    // Act
    await page.keyboard.press('ArrowLeft');
    await expect(comparison.attempt(4)).toBeFocused();
    await page.keyboard.press('Delete');

    // Assert
    await expect(comparison.attempt(4)).toHaveCount(0);
    await expect.poll(() => shot.numbers()).toEqual([3, 2, 1]);

    // Act
    await page.keyboard.press('Escape');

    // Assert
    await expect(comparison.dialog).toHaveCount(0);
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
  });
});
