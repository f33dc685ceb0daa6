import { expect, test } from '../fixtures';

const AT_ONCE = { timeout: 2_000 };

test.describe('two editors on one scene @scripts', () => {
  test('what one makes appears at the other and disturbs nothing there', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(shot.address);
    await other.images.thumbnail(1).click();
    await expect(other.images.attempt(1)).toBeInViewport({ ratio: 0.9 });
    await other.description.fill('typed, not saved');

    // Act
    await panel.generate.click();
    await expect(panel.images.attempt(3)).toHaveCount(1);

    // Assert
    await expect(other.images.slides).toHaveCount(3, AT_ONCE);
    await expect(other.images.badge(other.images.attempt(3))).toHaveCount(1);
    await expect(panel.images.attempt(3)).toBeInViewport({ ratio: 0.9 });
    await expect(other.images.attempt(1)).toBeInViewport({ ratio: 0.9 });
    await expect(other.images.currentThumbnail).toHaveAccessibleName('Attempt 1');
    await expect(other.images.counter(other.images.attempt(1))).toHaveText('3/3');
    await expect(other.description).toHaveValue('typed, not saved');
    await expect(other.description).toBeFocused();
  });

  test('a selection and a description arrive as well', async ({ film, openAnother, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    const other = await openAnother();
    await panel.goto(shot.address);
    await other.goto(shot.address);

    // Act
    await panel.images.thumbnail(1).click();
    await panel.images.select(panel.images.attempt(1)).click();
    await panel.sayAs('Soaked through');

    // Assert
    await expect(other.images.badge(other.images.attempt(1))).toHaveCount(1, AT_ONCE);
    await expect(other.description).toHaveValue('Soaked through', AT_ONCE);
    await expect(other.images.attempt(2)).toBeInViewport({ ratio: 0.9 });
    expect(await shot.inForce()).toBe(1);
  });
});
