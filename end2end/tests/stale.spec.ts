import { expect, test } from '../fixtures';

const CHANGED = 'reference changed';

test.describe('an earlier scene shows another picture', () => {
  test('list, editor and board say so', async ({ board, film, panel }) => {
    // Arrange
    await film.makeStale(1);

    // Act
    await panel.goto(film.shot(1, 2).address);

    // Assert
    await expect(panel.row('Mara Quill')).toContainText(CHANGED);
    await expect(panel.row('Harbour steps')).not.toContainText(CHANGED);
    await expect(panel.assets).toContainText('1 reference changed');
    await expect(panel.staleNote).toBeVisible();
    await expect(panel.images.region).toContainText('Scene 1 shows another picture now.');

    // Act
    await board.goto(film.address);

    // Assert
    await expect(board.cell('Mara Quill', 2)).toHaveAccessibleName(`Mara Quill, scene 2: ${CHANGED}`);
    await expect(board.cell('Mara Quill', 1)).toHaveAccessibleName('Mara Quill, scene 1');
    await expect(board.page.getByRole('main')).toContainText('1 reference changed');
  });

  test('"Refresh" makes this picture anew', async ({ film, panel }) => {
    // Arrange
    await film.makeStale(1, 2);
    const shot = film.shot(1, 2);
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.ofStaleNote('Refresh'));
    await expect.poll(() => shot.numbers()).toEqual([2, 1]);
    await panel.lookAgain();

    // Assert
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.staleNote).toHaveCount(0);
    await expect(panel.row('Mara Quill')).not.toContainText(CHANGED);
    await expect(panel.row('Harbour steps')).toContainText(CHANGED);
    expect(await film.shot(2, 2).numbers()).toEqual([1]);
  });

  test('"Refresh all" makes every one of them anew', async ({ film, panel }) => {
    // Arrange
    await film.makeStale(1, 2);
    await film.shot(3, 2).draw();
    await panel.goto(film.scene(2).address);
    await expect(panel.assets).toContainText('2 references changed');

    // Act
    await panel.press(panel.list.refreshAll);
    await expect.poll(() => film.shot(1, 2).numbers()).toEqual([2, 1]);
    await expect.poll(() => film.shot(2, 2).numbers()).toEqual([2, 1]);
    await panel.lookAgain();

    // Assert
    await expect(panel.assets).not.toContainText(CHANGED);
    await expect(panel.list.refreshAll).toHaveCount(0);
    expect(await film.shot(3, 2).numbers()).toEqual([1]);
  });

  test('"Refresh" copies anew where the master is used as-is', async ({ film, panel }) => {
    // Arrange
    const [earlier, shot] = [film.shot(1, 1), film.shot(1, 2)];
    await earlier.upload([200, 40, 10]);
    await earlier.upload([10, 40, 200]);
    await shot.useMaster();
    await earlier.select(1);
    await panel.goto(shot.address);
    await expect(panel.staleNote).toBeVisible();

    // Act
    await panel.press(panel.ofStaleNote('Refresh'));

    // Assert
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.staleNote).toHaveCount(0);
    await expect(panel.asIs).toBeChecked();
    await expect.poll(() => shot.inForce()).toBe(2);
    expect((await shot.attempts()).map((attempt) => attempt.source)).toEqual(['master_copy', 'master_copy']);
  });

  test('"Compare" sets the picture beside what it was made from and what stands there now', async ({ film, page, panel }) => {
    // Arrange
    await film.makeStale(1);
    await panel.goto(film.shot(1, 2).address);

    // Act
    await panel.ofStaleNote('Compare').click();

    // Assert
    await expect(panel.comparison.dialog).toBeVisible();
    await expect(page).toHaveURL(/[?&]compare=/);
    await expect(panel.comparison.items).toHaveCount(3);
    await expect(panel.comparison.attempt(1)).toHaveCount(1);
    await expect(panel.comparison.items.filter({ hasText: 'reference' })).toHaveCount(2);

    // Act
    await panel.comparison.close.click();

    // Assert
    await expect(panel.comparison.dialog).toHaveCount(0);
    await expect(panel.staleNote).toBeVisible();
  });

  test('it appears by itself @scripts', async ({ board, film, openAnother, panel }) => {
    // Arrange
    const earlier = film.shot(1, 1);
    await earlier.upload([200, 40, 10]);
    await earlier.upload([10, 40, 200]);
    await film.shot(1, 2).draw();
    const other = await openAnother();
    await other.goto(film.shot(1, 2).address);
    await board.goto(film.address);
    await panel.ready();
    await expect(other.staleNote).toHaveCount(0);

    // Act
    await earlier.select(1);

    // Assert
    await expect(other.staleNote).toBeVisible();
    await expect(other.row('Mara Quill')).toContainText(CHANGED);
    await expect(board.cell('Mara Quill', 2)).toHaveAccessibleName(`Mara Quill, scene 2: ${CHANGED}`);
  });
});
