import { expect, test } from '../fixtures';

test.describe('the head of every page', () => {
  test('each of its links leads to a page', async ({ film, page, panel }) => {
    // Arrange
    await panel.goto(film.shot().address);
    const links = page.getByRole('banner').getByRole('link');
    const addresses = await links.evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));

    // Act
    const answers = await Promise.all(addresses.map(async (address) => {
      const answer = await page.request.get(address);
      return `${address} ${answer.status()}`;
    }));

    // Assert
    expect(answers).toEqual(addresses.map((address) => `${address} 200`));
  });

  test('it tells what runs, and stops when it ends', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.describe('Mara [slow]');
    await panel.goto(shot.address);
    const running = page.getByRole('banner').getByRole('link', { name: /generating|Nothing runs/ });
    await expect(running).toHaveText('Nothing runs');

    // Act
    await panel.press(panel.generate);

    // Assert
    await expect(running).toHaveText('1 generating · 0.04 cr');
    await expect(running).toHaveText('Nothing runs', { timeout: 15_000 });
    expect(await shot.numbers()).toEqual([1]);
  });

  test('the chosen theme stays', async ({ film, page, panel }) => {
    // Arrange
    await panel.goto(film.shot().address);

    // Act
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('button', { name: 'Light' }).click();

    // Assert
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
    await expect(page).toHaveURL(film.shot().address);
    await panel.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  });
});
