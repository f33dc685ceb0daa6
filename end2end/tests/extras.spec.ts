import { expect, test } from '../fixtures';
import { expectAccessible } from '../support/axe';
import type { Film } from '../support/film';

/** Mara and the steps, both with a master; the lantern has none. */
async function arrange(film: Film): Promise<void> {
  await film.setMaster(film.assets[1]!, [30, 60, 120]);
}

test.describe('what is sent beside the reference', () => {
  test('another asset is sent along, and stands with the picture', async ({ film, panel }) => {
    // Arrange
    await arrange(film);
    const shot = film.shot();
    const { extras, images } = panel;
    await panel.goto(shot.address);
    await expect(extras.items).toHaveCount(0);

    // Act
    await extras.send('Harbour steps', { weight: 60 });

    // Assert
    await expect(panel.said('Harbour steps is sent as well')).toBeVisible();
    await expect(extras.item('Harbour steps')).toContainText('Location · 60 % · Stage 5 Master');
    await expect.poll(() => shot.extras()).toMatchObject([{ name: 'Harbour steps', role: 'location', weight: 0.6 }]);

    // Act
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([1]);
    await panel.lookAgain();
    await images.whatWasSent(images.attempt(1)).click();

    // Assert
    await expect(images.sent(images.attempt(1))).toContainText('Harbour steps (location, 60 %)');
    const { other_references } = await shot.attempt(1);
    expect(other_references).toMatchObject([{ name: 'Harbour steps', role: 'location', weight: 0.6 }]);
  });

  test('it is weighed, left out, and each is taken back', async ({ film, panel }) => {
    // Arrange
    await arrange(film);
    const shot = film.shot();
    await shot.sendAlong([{ assetId: film.assets[1]!.id, role: 'style' }]);
    const { extras } = panel;
    await panel.goto(shot.address);

    // Act
    await extras.weigh(extras.weightOf('Harbour steps'), 35);

    // Assert
    await expect(panel.said('Harbour steps counts 35 %')).toBeVisible();
    await expect(extras.item('Harbour steps')).toContainText('Style · 35 %');
    await expect.poll(async () => (await shot.extras())[0]?.weight).toBe(0.35);

    // Act
    await panel.press(panel.undoOf('Harbour steps counts 35 %'));

    // Assert
    await expect(extras.item('Harbour steps')).toContainText('Style · 100 %');
    await expect(extras.weightOf('Harbour steps')).toHaveValue('100');
    await expect.poll(async () => (await shot.extras())[0]?.weight).toBe(1);

    // Act
    await panel.press(extras.remove('Harbour steps'));

    // Assert
    await expect(panel.said('Harbour steps is no longer sent')).toBeVisible();
    await expect(extras.items).toHaveCount(0);
    await expect.poll(() => shot.extras()).toEqual([]);

    // Act
    await panel.press(panel.undoOf('Harbour steps is no longer sent'));

    // Assert
    await expect(extras.item('Harbour steps')).toContainText('Style · 100 %');
  });

  test('the reference in force is weighed', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    const { extras } = panel;
    await panel.goto(shot.address);

    // Act
    await extras.weigh(extras.weightInForce, 40);

    // Assert
    await expect(panel.said('The reference in force counts 40 %')).toBeVisible();
    await expect.poll(async () => (await shot.instance()).reference_weight).toBe(0.4);
    await expect(extras.region).toContainText('In force · 40 %');
  });

  test('what has no picture is not sent, and the panel says so', async ({ film, page, panel }) => {
    // Arrange
    await arrange(film);
    const { extras } = panel;
    await panel.goto(film.shot().address);

    // Act
    await extras.send('Brass lantern', { role: 'Identity' });

    // Assert
    await expect(panel.said('Brass lantern is sent as well once it has a picture')).toBeVisible();
    await expect(extras.item('Brass lantern')).toContainText('Identity · 100 % · no picture yet; not sent');
    await expect(page.getByRole('main').getByText('sketch takes one reference')).toHaveCount(0);

    // Act
    await extras.send('Harbour steps');

    // Assert
    const says = 'sketch takes one reference; "Harbour steps" (location) is not sent.';
    await expect(page.getByRole('main').getByText(says)).toBeVisible();
    await expect(panel.generate).toHaveAccessibleDescription(says);
    await expectAccessible(page, 'panel, also sent');
  });

  test('nothing runs out at the side of a narrow page', async ({ film, page, panel }) => {
    // Arrange
    await arrange(film);
    const [, steps, lantern] = film.assets;
    await film.shot().sendAlong([
      { assetId: steps!.id, role: 'location', weight: 0.6 },
      { assetId: lantern!.id, role: 'style' },
    ]);
    await page.setViewportSize({ width: 390, height: 844 });

    // Act
    await panel.goto(film.shot().address);
    await expect(panel.extras.items).toHaveCount(2);
    await panel.notToBeSeen.click();

    // Assert
    const over = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.scrollingElement!;
      return scrollWidth - clientWidth;
    });
    expect(over).toBeLessThanOrEqual(0);
  });
});

test.describe('what must not be seen', () => {
  test('is told, and stands there for the next picture', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    await expect(panel.negative).toBeHidden();

    // Act
    await panel.notToBeSeen.click();
    await panel.negative.fill('A hat');
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([1]);
    await panel.goto(shot.address);

    // Assert
    expect((await shot.attempt(1)).negative_prompt).toBe('A hat');
    await expect(panel.negative).toBeVisible();
    await expect(panel.negative).toHaveValue('A hat');
    await expect(panel.generate).toHaveAccessibleDescription('sketch takes no negative prompt; it is not sent.');
  });
});
