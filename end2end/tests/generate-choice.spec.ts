import { expect, test } from '../fixtures';

test.describe('who draws, and how many', () => {
  test('the film has its own provider, and another is chosen for one picture', async ({ api, film, panel }) => {
    // Arrange
    const shot = film.shot();
    await api.put(`/api${film.address}`, { provider: 'sketch' });
    await panel.goto(shot.address);
    await expect(panel.provider).toHaveValue('sketch');

    // Act
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([1]);
    await panel.lookAgain();

    // Assert
    expect((await film.asked()).provider).toBe('sketch');
    await expect(panel.images.attempt(1)).toHaveCount(1);

    // Act
    await panel.provider.selectOption('fake');
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([2, 1]);

    // Assert
    expect((await shot.attempt(2)).provider).toBe('fake');
  });

  test('each choice says what one picture costs, and what four do', async ({ film, panel }) => {
    // Act
    await panel.goto(film.shot().address);

    // Assert
    await expect(panel.provider).toHaveValue('fake');
    await expect(panel.provider.locator('option')).toHaveText(['fake · 0.04 cr, 4 for 0.16 cr', 'sketch · 0.00 cr']);
  });

  test('four variations are four pictures from four seeds', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.variations);
    await expect(panel.said('Generating 4 variations')).toBeVisible();
    await expect.poll(async () => (await shot.numbers()).length).toBe(4);
    await panel.lookAgain();

    // Assert
    await expect(panel.images.slides).toHaveCount(4);
    expect(new Set((await shot.attempts()).map((attempt) => attempt.seed)).size).toBe(4);
    expect(await film.jobs()).toHaveLength(4);
  });

  test('a picture is drawn again from what was sent for it', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await shot.describe('Mara, years later');
    await panel.goto(shot.address);
    const slide = panel.images.attempt(1);
    await panel.images.whatWasSent(slide).click();

    // Act
    await panel.press(panel.images.again(slide));
    await expect(panel.said('Generating again like attempt 1')).toBeVisible();
    await expect.poll(() => shot.numbers()).toEqual([2, 1]);
    await panel.lookAgain();

    // Assert
    await expect(panel.images.attempt(2)).toHaveCount(1);
    const [first, second] = [await shot.attempt(1), await shot.attempt(2)];
    expect(second).toMatchObject({
      prompt_snapshot: first.prompt_snapshot,
      provider: first.provider,
      seed: first.seed,
      sha256: first.sha256,
      reference_snapshot: first.reference_snapshot,
    });
  });
});
