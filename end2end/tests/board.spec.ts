import { expect, test } from '../fixtures';

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
});
