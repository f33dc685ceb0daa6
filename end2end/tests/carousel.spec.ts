import { expect, test } from '../fixtures';

const IN_SIGHT = { ratio: 0.9 };

test.describe('the carousel', () => {
  test('it follows the pattern: region, slides, thumbnails, counter', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(3);

    // Act
    await panel.goto(shot.address);

    // Assert
    await expect(panel.images.region).toHaveAttribute('aria-roledescription', 'carousel');
    await expect(panel.images.slides).toHaveCount(3);
    await expect(panel.images.slide(1, 3)).toHaveAttribute('aria-roledescription', 'slide');
    await expect(panel.images.counter(panel.images.slide(2, 3))).toHaveText('2/3');
    await expect(panel.images.thumbnails).toHaveCount(3);
    await expect(panel.images.thumbnails.first()).toHaveAccessibleName('Attempt 3, selected');
    await expect(panel.images.attempt(3)).toBeInViewport(IN_SIGHT);
    await expect(panel.reference.region).toHaveAttribute('aria-roledescription', 'carousel');
    await expect(panel.reference.slides).toHaveCount(1);
    await expect(panel.reference.slide(1, 1)).toContainText('Stage 5 Master');
    await expect(panel.reference.active(panel.reference.slide(1, 1))).toBeVisible();
  });

  test('it opens on the selected picture', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(4);
    await shot.select(2);

    // Act
    await panel.goto(shot.address);

    // Assert
    await expect(panel.images.attempt(2)).toBeInViewport(IN_SIGHT);
    await expect(panel.images.attempt(4)).not.toBeInViewport();
    await expect(panel.images.currentThumbnail).toHaveAccessibleName('Attempt 2, selected');
  });

  test('the buttons go to the next and the previous picture and stop at the ends', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(3);
    await panel.goto(shot.address);
    await expect(panel.images.previous).toHaveAttribute('aria-disabled', 'true');

    // Act
    await panel.press(panel.images.next);
    await expect(panel.images.attempt(2)).toBeInViewport(IN_SIGHT);
    await panel.press(panel.images.next);

    // Assert
    await expect(panel.images.attempt(1)).toBeInViewport(IN_SIGHT);
    await expect(panel.images.currentThumbnail).toHaveAccessibleName('Attempt 1');
    await expect(panel.images.next).toHaveAttribute('aria-disabled', 'true');

    // Act
    await panel.press(panel.images.previous);

    // Assert
    await expect(panel.images.attempt(2)).toBeInViewport(IN_SIGHT);
    expect(await shot.inForce()).toBe(3);
  });

  test('a thumbnail brings its picture into view', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(5);
    await panel.goto(shot.address);

    // Act
    await panel.images.thumbnail(2).click();

    // Assert
    await expect(panel.images.attempt(2)).toBeInViewport(IN_SIGHT);
  });

  test('Left, Right, Home and End move it @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(4);
    await panel.goto(shot.address);
    await panel.images.thumbnail(4).focus();

    // Act and assert, key by key
    for (const [key, attempt] of [['ArrowRight', 3], ['End', 1], ['ArrowLeft', 2], ['Home', 4]] as const) {
      await page.keyboard.press(key);
      await expect(panel.images.attempt(attempt)).toBeInViewport(IN_SIGHT);
      await expect(panel.images.currentThumbnail).toHaveAccessibleName(new RegExp(`^Attempt ${attempt}`));
    }
  });

  test('a move is never taken back, on a slow machine neither @scripts', async ({ context, film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(6);
    await panel.goto(shot.address);
    const slow = await context.newCDPSession(page);
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 6 });

    // Act and assert, there and back
    for (const attempt of [5, 4, 3, 2, 1]) {
      await page.keyboard.press('ArrowRight');
      await expect(panel.images.attempt(attempt)).toBeInViewport(IN_SIGHT);
      await expect(panel.images.currentThumbnail).toHaveAccessibleName(`Attempt ${attempt}`);
    }
    for (const attempt of [6, 1, 6, 1]) {
      await panel.images.thumbnail(attempt).click();
      await expect(panel.images.attempt(attempt)).toBeInViewport(IN_SIGHT);
    }
  });

  test('a picture opens in full size and Escape closes it @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);

    // Act
    await panel.images.picture(2).click();

    // Assert
    await expect(panel.fullSize).toBeVisible();
    await expect(panel.fullSize).toHaveAccessibleName('Mara Quill, attempt 2, full size');

    // Act
    await page.keyboard.press('Escape');

    // Assert
    await expect(panel.fullSize).toHaveCount(0);
    await expect(panel.images.picture(2)).toBeFocused();

    // Act
    await panel.images.picture(2).blur();
    await page.keyboard.press('Space');

    // Assert
    await expect(panel.fullSize).toBeVisible();
  });

  test('facts come with the focus', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await panel.goto(shot.address);
    const slide = panel.images.attempt(1);

    // Act
    await panel.images.picture(1).focus();

    // Assert
    const facts = panel.images.factList(slide);
    await expect(facts).toBeVisible();
    await expect(facts).toContainText('AI generated');
    await expect(facts).toContainText('0.04 cr');
    await expect(facts).toContainText('A lean woman in an oilskin coat');
    await expect(facts).toContainText('Stage 5 Master');
  });
});
