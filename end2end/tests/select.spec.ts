import { expect, test } from '../fixtures';

test.describe('selecting', () => {
  test('the first of two pictures is selected again and stays so', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    for (const pictures of [1, 2]) {
      await panel.press(panel.generate);
      await expect.poll(() => shot.numbers()).toHaveLength(pictures);
      await panel.lookAgain();
      await expect(panel.images.slides).toHaveCount(pictures);
    }
    const [first, second] = [panel.images.attempt(1), panel.images.attempt(2)];
    await expect(panel.images.badge(second)).toBeVisible();
    await expect(second).toHaveAttribute('data-selected', '');
    const before = (await shot.instance()).image_key_url;

    // Act
    await panel.press(panel.images.select(first));

    // Assert
    await expect(first).toHaveAttribute('data-selected', '');
    await expect(panel.images.badge(first)).toBeVisible();
    await expect(panel.images.select(first)).toHaveCount(0);
    await expect(panel.images.badge(second)).toHaveCount(0);
    await expect(panel.images.select(second)).toHaveCount(1);
    await expect(panel.images.selected).toHaveCount(1);
    await expect(panel.said('Attempt 1 selected')).toBeVisible();
    expect(await shot.selected()).toBe(1);
    expect(await shot.inForce()).toBe(1);
    expect((await shot.instance()).image_key_url).not.toBe(before);

    await panel.reload();
    await expect(panel.images.badge(first)).toBeVisible();
    await expect(first).toBeInViewport({ ratio: 0.5 });
    await expect(panel.images.selected).toHaveCount(1);
    await expect(panel.status).toHaveCount(0);
  });

  test('the frame of the selected picture alone is gold', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);

    // Act
    await panel.goto(shot.address);

    // Assert
    const gold = await panel.goldOf(panel.images.attempt(2));
    const plain = await panel.goldOf(panel.images.attempt(1));
    expect(gold).not.toBe(plain);
    await panel.press(panel.images.select(panel.images.attempt(1)));
    await expect.poll(() => panel.goldOf(panel.images.attempt(1))).toBe(gold);
    await expect.poll(() => panel.goldOf(panel.images.attempt(2))).toBe(plain);
  });
});
