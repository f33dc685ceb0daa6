import { expect, test } from '../fixtures';
import { makeFilm } from '../support/film';

const HOSTILE = '</textarea><script>window.x=1</script>';

test.describe('the description', () => {
  test('what is saved stands after a reload', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    const words = 'Soaked through,\n\nthe left sleeve torn & "mended" <badly>';
    await panel.goto(shot.address);
    await expect(panel.description).toHaveValue('A lean woman in an oilskin coat');

    // Act
    await panel.sayAs(words);

    // Assert
    await expect(panel.said('Description saved')).toBeVisible();
    expect((await shot.instance()).effective_description).toBe(words);
    await panel.reload();
    await expect(panel.description).toHaveValue(words);
  });

  test('"Undo" goes back to the words before', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    await panel.sayAs('Soaked through');

    // Act
    await panel.press(panel.undo);

    // Assert
    await expect(panel.description).toHaveValue('A lean woman in an oilskin coat');
    expect((await shot.instance()).effective_description).toBe('A lean woman in an oilskin coat');
  });

  test('Ctrl+S saves @scripts', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    await panel.description.fill('Dry again');
    await expect(panel.unsaved).toBeVisible();

    // Act
    await panel.description.press('Control+s');

    // Assert
    await expect(panel.said('Description saved')).toBeVisible();
    await expect(panel.unsaved).toHaveCount(0);
    expect((await shot.instance()).effective_description).toBe('Dry again');
  });

  test('a script in it never runs and is shown as it was written', async ({ api, board, home, page, panel, queue }) => {
    // Arrange
    const title = `${HOSTILE} title`;
    const name = `${HOSTILE} name`;
    const film = await makeFilm(api, {
      title,
      visualStyle: HOSTILE,
      headings: [`INT. ${HOSTILE}`],
      assets: [{ name, assetType: 'character', description: HOSTILE, master: [20, 40, 60] }],
    });
    const shot = film.shot();
    const ran = () => page.evaluate(() => 'x' in window);

    // Act and assert, page by page
    await panel.goto(shot.address);
    await panel.sayAs(`${HOSTILE} described`);
    await expect(panel.said('Description saved')).toBeVisible();
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([1]);
    await panel.reload();
    await expect(panel.name).toHaveText(name);
    await expect(panel.description).toHaveValue(`${HOSTILE} described`);
    await expect(panel.images.picture(1)).toHaveAccessibleName(`${name}, attempt 1, full size`);
    await expect(panel.add.script).toContainText(`INT. ${HOSTILE}`);
    expect(await page.title()).toContain(name);
    expect(await ran()).toBe(false);

    await board.goto(film.address);
    await expect(board.title).toHaveText(title);
    expect(await ran()).toBe(false);

    await queue.goto(film.queueAddress);
    await expect(queue.rows).toContainText([name]);
    expect(await ran()).toBe(false);

    await home.goto();
    await expect(home.film(title)).toBeVisible();
    expect(await ran()).toBe(false);
  });
});
