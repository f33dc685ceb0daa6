import { expect, test } from '../fixtures';
import { CostsPage } from '../pages/costs';
import { expectAccessible } from '../support/axe';

test.describe('costs', () => {
  test('are empty before anything was asked for', async ({ film, page }) => {
    // Arrange
    const costs = new CostsPage(page);

    // Act
    await costs.goto(film.address);

    // Assert
    await expect(costs.empty).toBeVisible();
    await expectAccessible(page, 'costs, empty');
  });

  test('are added up by scene, asset and provider, and for each picture kept', async ({ film, page, queue }) => {
    // Arrange
    const costs = new CostsPage(page);
    await film.shot(1, 1).draw(2);
    await film.shot(2, 2).draw();
    await queue.goto(film.queueAddress);

    // Act
    await page.getByRole('main').getByRole('link', { name: 'Costs' }).click();

    // Assert
    await expect(costs.title).toBeVisible();
    await expect(costs.total('Spent')).toContainText('0.12 cr');
    await expect(costs.total('Waiting')).toContainText('0.00 cr');
    await expect(costs.total('Per picture kept')).toContainText('0.06 cr');
    await expect(costs.row('By scene', 'Scene 1')).toContainText('0.08 cr');
    await expect(costs.row('By scene', 'Scene 2')).toContainText('0.04 cr');
    await expect(costs.row('By asset', 'Mara Quill')).toContainText('0.08 cr');
    await expect(costs.row('By provider', 'fake')).toContainText('0.12 cr');
    await expectAccessible(page, 'costs, full');
  });
});
