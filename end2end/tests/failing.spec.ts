import { expect, test } from '../fixtures';

const REASON = 'The fake provider refuses this description.';

test.describe('a provider that fails', () => {
  test('a refusal is shown with its reason beside the pictures, and other words draw again', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await shot.describe('Mara in the rain [refuse]');
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.generate);
    await expect.poll(async () => (await film.jobs())[0]?.status).toBe('failed');
    await panel.lookAgain();

    // Assert
    await expect(panel.images.failed).toContainText(REASON);
    await expect(panel.images.failed).toContainText('try other words or another provider');
    await expect(panel.images.retry(panel.images.failed)).toBeVisible();
    await expect(panel.images.attempt(1)).toHaveCount(1);
    await expect(panel.images.badge(panel.images.attempt(1))).toHaveCount(1);
    expect(await shot.inForce()).toBe(1);

    // Act
    await panel.sayAs('Mara in the rain');
    await expect(panel.said('Description saved')).toBeVisible();
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([2, 1]);
    await panel.lookAgain();

    // Assert
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.images.failed).toHaveCount(0);
    expect(await shot.inForce()).toBe(2);
  });

  test('"Retry" on the slide asks again', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.describe('Mara [refuse]');
    await panel.goto(shot.address);
    await panel.press(panel.generate);
    await expect.poll(async () => (await film.jobs())[0]?.status).toBe('failed');
    await panel.lookAgain();

    // Act
    await panel.press(panel.images.retry(panel.images.failed));

    // Assert
    await expect(panel.said('Generation started again')).toBeVisible();
    await expect.poll(async () => (await film.jobs())[0]?.status).toBe('failed');
    await panel.lookAgain();
    await expect(panel.images.failed).toContainText(REASON);
    expect(await film.jobs()).toHaveLength(1);
    expect(await shot.numbers()).toEqual([]);
  });

  test('what fails once is tried again by itself and ends with a picture', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.describe('Mara [fail]');
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.generate);

    // Assert: without scripts the page asks again by itself too, but less often than this lasts.
    await expect.poll(async () => (await film.jobs())[0]?.retryCount).toBe(1);
    await panel.lookAgain();
    await expect(panel.images.running).toContainText('The fake provider fails once.');
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible({ timeout: 20_000 });
    await expect(panel.images.slides).toHaveCount(1);
    expect(await film.jobs()).toEqual([expect.objectContaining({ status: 'completed', retryCount: 1 })]);
    expect(await shot.inForce()).toBe(1);
  });
});
