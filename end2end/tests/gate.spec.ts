import { expect, test } from '../fixtures';
import { makeFilm } from '../support/film';

test.describe('before Stage 9', () => {
  test('closed, "Proceed" leads to what is missing, by name', async ({ film, page, panel }) => {
    // Arrange
    const { gate } = panel.add;
    await film.shot(1).draw();

    // Act
    await panel.goto(film.scene().address);

    // Assert
    await expect(gate.proceed).toHaveAttribute('aria-disabled', 'true');
    await expect(gate.region).toContainText('2 assets without a picture');
    await expect(gate.items).toHaveCount(2);
    await expect(gate.item('Harbour steps')).toContainText('Harbour steps has no picture');
    await expect(gate.item('Brass lantern')).toContainText('Brass lantern has no picture');

    // Act
    await gate.proceed.focus();
    await page.keyboard.press('Enter');

    // Assert
    await expect(gate.region).toBeFocused();
    await expect(page).toHaveURL(new RegExp(film.scene().id));
    await expect(panel.name).toHaveText('Mara Quill');
  });

  test('"Fix" opens what is missing', async ({ film, page, panel }) => {
    // Arrange
    await panel.goto(film.scene().address);

    // Act
    await panel.add.gate.fix('Brass lantern');

    // Assert
    await expect(panel.name).toHaveText('Brass lantern');
    await expect(page).toHaveURL(film.shot(3).address);
    await expect(panel.noImage).toBeVisible();
  });

  test('with pictures and waivers it opens and leads to the hand-over sheet', async ({ api, film, handover, page, panel }) => {
    // Arrange
    const { gate } = panel.add;
    await film.shot(1).draw();
    await film.shot(1).change({ statusTags: ['wet'] });
    await panel.goto(film.shot(2).address);

    // Act
    await panel.press(panel.generate);
    await expect.poll(() => film.shot(2).inForce()).toBe(1);
    await panel.lookAgain();
    await expect(gate.items).toHaveCount(1);
    await gate.waiveFor('Brass lantern', 'Off screen');

    // Assert
    await expect(gate.items).toHaveCount(0);
    await expect(gate.region).toContainText('3 assets are ready.');
    await expect(gate.proceed).not.toHaveAttribute('aria-disabled');
    await expect.poll(async () => (await api.get<{ open: boolean }>(`/api${film.scene().address}/gate`)).open).toBe(true);

    // Act
    await gate.proceed.click();

    // Assert
    await expect(page).toHaveURL(new RegExp(`${film.scene().address}/handover$`));
    await expect(handover.title).toHaveText('Scene 1 · hand-over');
    await expect(handover.items).toHaveCount(3);
    await expect(handover.item('Mara Quill').getByRole('img', { name: 'Mara Quill, as decided' })).toBeVisible();
    await expect(handover.item('Mara Quill')).toContainText('A lean woman in an oilskin coat');
    await expect(handover.item('Mara Quill')).toContainText('wet');
    await expect(handover.item('Mara Quill')).toContainText('AI generated · attempt 1');
    await expect(handover.item('Brass lantern')).toContainText('Off screen');
    await expect(handover.notReady).toHaveCount(0);

    // Act
    await handover.back.click();

    // Assert
    await expect(panel.name).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`${film.scene().address}$`));
    await panel.ready();
  });

  test('a scene without assets stays closed', async ({ api, panel }) => {
    // Arrange
    const film = await makeFilm(api, { assets: [], headings: ['INT. EMPTY ROOM - DAY'] });

    // Act
    await panel.goto(film.scene().address);

    // Assert
    await expect(panel.add.gate.region).toContainText('The scene has no assets yet.');
    await expect(panel.add.gate.proceed).toHaveAttribute('aria-disabled', 'true');
    expect(await api.get(`/api${film.scene().address}/gate`)).toMatchObject({ open: false });
  });

  test('the sheet of a scene that is not ready says so', async ({ film, handover }) => {
    // Act
    await handover.goto(`${film.scene().address}/handover`);

    // Assert
    await expect(handover.notReady).toContainText('This scene is not ready for Stage 9');
    await expect(handover.items).toHaveCount(3);
  });

  test('"Back" leads to the scene before, and from the first to the board', async ({ board, film, page, panel }) => {
    // Arrange
    await panel.goto(film.scene(2).address);

    // Act
    await panel.add.gate.back.click();

    // Assert
    await expect(page).toHaveURL(new RegExp(film.scene(1).id));
    await panel.ready();

    // Act
    await panel.add.gate.back.click();

    // Assert
    await expect(board.title).toHaveText(film.title);
  });
});
