import { expect, test } from '../fixtures';

// The sample is really drawn, which takes its time where the server was built for debugging.
test.describe.configure({ timeout: 240_000 });

test.describe('the first page', () => {
  test.use({ ownServer: { provider: 'sketch' } });

  test('empty, it offers a film of one\'s own and the sample', async ({ home }) => {
    // Act
    await home.goto();

    // Assert
    await expect(home.empty).toBeVisible();
    await expect(home.newProject).toBeVisible();
    await expect(home.openSample).toBeVisible();
    await expect(home.restoreSample).toHaveCount(0);
  });

  test('"New project" makes one', async ({ api, board, home, page }) => {
    // Arrange
    await home.goto();

    // Act
    await home.create('Salt & "Iron"', 'Oil lamps');

    // Assert
    await expect(board.title).toHaveText('Salt & "Iron"');
    await expect(board.empty).toBeVisible();
    await expect(page).toHaveURL(/\/projects\/[0-9a-f-]{36}$/);
    const films = await api.get<{ title: string; visual_style: string }[]>('/api/projects');
    expect(films).toEqual([expect.objectContaining({ title: 'Salt & "Iron"', visual_style: 'Oil lamps' })]);

    await home.goto();
    await expect(home.card('Salt & "Iron"')).toContainText('0 of 0 pictures');
    await expect(home.restoreSample).toBeVisible();
  });

  test('the sample is opened, removed and restored', async ({ api, board, home }) => {
    // Arrange
    const samples = async () => (await api.get<{ is_sample: boolean }[]>('/api/projects')).filter((film) => film.is_sample);
    await home.goto();

    // Act
    await home.openSample.click();

    // Assert
    await expect(board.title).toHaveText('The Lamplighter', { timeout: 45_000 });
    await expect(board.table.getByRole('img').or(board.table.locator('img')).first()).toBeVisible();
    expect(await samples()).toHaveLength(1);

    // Act
    await home.goto();
    await expect(home.card('The Lamplighter')).toContainText('sample');
    await home.remove('The Lamplighter');

    // Assert
    await expect(home.said('Project deleted')).toBeVisible();
    await expect(home.empty).toBeVisible();
    expect(await samples()).toEqual([]);

    // Act
    await home.create('Mine');
    await expect(board.title).toHaveText('Mine');
    await home.goto();
    await home.restoreSample.click();

    // Assert
    await expect(board.title).toHaveText('The Lamplighter', { timeout: 45_000 });
    expect(await samples()).toHaveLength(1);
  });
});

test.describe('a fresh data folder', () => {
  test.use({ ownServer: { provider: 'sketch', sample: true } });

  test('it holds the sample, and a cell of its board leads to the panel', async ({ board, home, panel }) => {
    // Arrange
    await home.goto();

    // Act
    await home.film('The Lamplighter').click();
    await board.cell('Mara Quill', 1).click();

    // Assert
    await expect(panel.name).toHaveText('Mara Quill');
    await panel.ready();
    await expect(panel.images.selected).toHaveCount(1);
  });
});
