import { expect, test } from '../fixtures';
import { makeFilm } from '../support/film';

test.describe('the board', () => {
  test('it shows every asset by scene, with what is missing, and leads to the panel', async ({ board, film, page, panel }) => {
    // Arrange
    await film.shot(1, 2).draw();

    // Act
    await board.goto(film.address);

    // Assert
    await expect(board.title).toHaveText(film.title);
    await expect(board.table.getByRole('columnheader')).toHaveCount(3);
    await expect(board.row('Mara Quill')).toHaveCount(1);
    await expect(board.cell('Mara Quill', 1)).toHaveAccessibleName('Mara Quill, scene 1: no picture');
    await expect(board.cell('Mara Quill', 2)).toHaveAccessibleName('Mara Quill, scene 2');

    // Act
    await board.cell('Mara Quill', 2).click();

    // Assert
    await expect(page).toHaveURL(film.shot(1, 2).address);
    await expect(panel.name).toHaveText('Mara Quill');
  });

  test('"New scene" makes one at the end', async ({ board, film, page }) => {
    // Arrange
    await board.goto(film.address);

    // Act
    await board.makeScene('EXT. QUAY - DAWN', 'The tide is out.');

    // Assert
    await expect(page.getByRole('status')).toContainText('Scene 3 made');
    await expect(board.table.getByRole('columnheader')).toHaveCount(4);
    await expect(board.scene('EXT. QUAY - DAWN')).toBeVisible();
    const scenes = await film.api.get<{ heading: string; script_excerpt: string }[]>(`/api${film.address}/scenes`);
    expect(scenes.at(-1)).toMatchObject({ heading: 'EXT. QUAY - DAWN', script_excerpt: 'The tide is out.' });
  });

  test('"Film settings" changes the title, the style and who draws', async ({ board, film, page }) => {
    // Arrange
    await board.goto(film.address);

    // Act
    const dialog = await board.settings();
    await expect(dialog.getByRole('textbox', { name: 'Title' })).toHaveValue(film.title);
    await dialog.getByRole('textbox', { name: 'Title' }).fill(`${film.title}, recut`);
    await dialog.getByRole('textbox', { name: 'Visual style' }).fill('Chalk on slate');
    await dialog.getByRole('combobox', { name: 'Provider' }).selectOption('sketch');
    await dialog.getByRole('button', { name: 'Save film' }).click();

    // Assert
    await expect(page.getByRole('status')).toContainText('Film saved');
    await expect(board.title).toHaveText(`${film.title}, recut`);
    await expect(page.getByText('Chalk on slate', { exact: true }).first()).toBeVisible();
    const row = await film.api.get<{ provider: string | null }>(`/api${film.address}`);
    expect(row.provider).toBe('sketch');
  });

  test('it marks what needs an eye: as-is, locked, waived, generating', async ({ board, film }) => {
    // Arrange
    await film.shot(1, 1).useMaster();
    await film.shot(2, 1).draw();
    await film.shot(2, 1).change({ locked: true });
    await film.shot(3, 1).change({ waivedReason: 'Off screen' });
    await film.shot(3, 2).describe('[hang]');
    await film.shot(3, 2).generate();

    // Act
    await board.goto(film.address);

    // Assert
    await expect(board.cell('Mara Quill', 1)).toHaveAccessibleName('Mara Quill, scene 1: Master, used as-is');
    await expect(board.cell('Harbour steps', 1)).toHaveAccessibleName('Harbour steps, scene 1: locked');
    await expect(board.cell('Brass lantern', 1)).toHaveAccessibleName('Brass lantern, scene 1: waived');
    await expect(board.cell('Brass lantern', 2)).toHaveAccessibleName('Brass lantern, scene 2: generating');
  });

  test('the arrow keys walk from cell to cell @scripts', async ({ board, film, page, panel }) => {
    // Arrange
    await board.goto(film.address);
    await panel.ready();
    await board.cell('Mara Quill', 1).focus();

    // Act and assert, key by key
    await page.keyboard.press('ArrowRight');
    await expect(board.cell('Mara Quill', 2)).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(board.cell('Harbour steps', 2)).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(board.cell('Harbour steps', 1)).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(board.cell('Mara Quill', 1)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(film.shot(1, 1).address);
    await expect(panel.name).toHaveText('Mara Quill');
  });

  test('coming back, it stands where it stood @scripts', async ({ api, board, page, panel }) => {
    // Arrange
    const headings = Array.from({ length: 14 }, (_, place) => `EXT. MILE ${place + 1} - DAY`);
    const film = await makeFilm(api, { headings, assets: [{ name: 'Ada', assetType: 'character', description: 'A pilot' }] });
    await board.goto(film.address);
    await panel.ready();
    await expect(board.cell('Ada', 14)).not.toBeInViewport();
    await board.cell('Ada', 14).click();
    await expect(panel.name).toHaveText('Ada');
    await panel.ready();

    // Act
    await page.goBack();

    // Assert
    await expect(board.cell('Ada', 14)).toBeInViewport();
    await expect(board.cell('Ada', 14)).toBeFocused();

    // Act
    await board.cell('Ada', 14).click();
    await expect(panel.name).toHaveText('Ada');
    await page.getByRole('banner').getByRole('link', { name: 'Board' }).click();

    // Assert
    await expect(board.cell('Ada', 14)).toBeInViewport();
  });
});
