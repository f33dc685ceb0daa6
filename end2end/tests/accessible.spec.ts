import { expect, test } from '../fixtures';
import { expectAccessible } from '../support/axe';
import { makeFilm } from '../support/film';

test.describe('axe finds nothing', () => {
  test('on a board, full and empty', async ({ api, board, film, page }) => {
    // Arrange
    await film.shot(1).draw();
    await film.shot(2).describe('[hang]');
    await film.shot(2).generate();

    // Act and assert
    await board.goto(film.address);
    await expect(board.table).toBeVisible();
    await expectAccessible(page, 'board, full');

    await board.goto((await makeFilm(api, { headings: [], assets: [] })).address);
    await expect(board.empty).toBeVisible();
    await expectAccessible(page, 'board, empty');
  });

  test('in a scene without assets', async ({ api, page, panel }) => {
    // Arrange
    const film = await makeFilm(api, { assets: [], headings: ['INT. EMPTY ROOM - DAY'] });

    // Act and assert
    await panel.goto(film.scene().address);
    await expectAccessible(page, 'panel, no assets');
  });

  test('in a panel without a picture', async ({ film, page, panel }) => {
    // Act and assert
    await panel.goto(film.shot(2).address);
    await expect(panel.noImage).toBeVisible();
    await expect(panel.noReference).toBeVisible();
    await expectAccessible(page, 'panel, no picture');
  });

  test('in a full panel with removed pictures', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot(1, 2);
    await film.shot(1, 1).draw();
    await shot.draw(9);

    // Act and assert
    await panel.goto(shot.address);
    await panel.openRemoved();
    await expect(panel.restore()).toHaveCount(1);
    await expectAccessible(page, 'panel, full, removed');
  });

  test('while a job runs', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await shot.describe('[hang]');
    const { jobId } = await shot.generate();
    await shot.until(jobId, 'generating');

    // Act and assert
    await panel.goto(shot.address);
    await expect(panel.images.running).toHaveCount(1);
    await expectAccessible(page, 'panel, running');
  });

  test('where a job failed', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.describe('[refuse]');
    const { jobId } = await shot.generate();
    await shot.ended(jobId);

    // Act and assert
    await panel.goto(shot.address);
    await expect(panel.images.failed).toBeVisible();
    await expectAccessible(page, 'panel, failed');
  });

  test('where something is said', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);

    // Act and assert
    await panel.press(panel.images.delete(panel.images.attempt(1)));
    await expect(panel.undo).toBeVisible();
    await expectAccessible(page, 'panel, said');
  });

  test('while the master is used as-is, and where the asset is locked', async ({ film, page, panel }) => {
    // Arrange
    await film.shot(1).useMaster();
    await film.shot(2).change({ locked: true, statusTags: ['wet', 'torn', 'tired', 'armed', 'late'] });

    // Act and assert
    await panel.goto(film.shot(1).address);
    await expect(panel.asIs).toBeChecked();
    await expectAccessible(page, 'panel, as-is');

    await panel.goto(film.shot(2).address);
    await expect(panel.unlock).toBeVisible();
    await expectAccessible(page, 'panel, locked');
  });

  test('where references changed, on the panel and on the board', async ({ board, film, page, panel }) => {
    // Arrange
    await film.makeStale(1);

    // Act and assert
    await panel.goto(film.shot(1, 2).address);
    await expect(panel.staleNote).toBeVisible();
    await expectAccessible(page, 'panel, stale');

    await board.goto(film.address);
    await expectAccessible(page, 'board, stale');
  });

  test('in a comparison, side by side and in one frame', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(5);
    await panel.goto(shot.address);

    // Act and assert
    await panel.compareLink.click();
    await expect(panel.comparison.items).toHaveCount(2);
    await expectAccessible(page, 'comparison, two');

    await panel.comparison.slider.click();
    await expect(panel.comparison.slider).toHaveAttribute('aria-current', 'true');
    await expectAccessible(page, 'comparison, slider');

    await panel.comparison.beside(1).click();
    await expect(panel.comparison.items).toHaveCount(3);
    await panel.comparison.beside(2).click();
    await expect(panel.comparison.items).toHaveCount(4);
    await expectAccessible(page, 'comparison, four');
  });

  test('over the versions and over what was sent', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.describe('Soaked through');
    await shot.describe('Dry again');
    await shot.draw();
    await panel.goto(shot.address);

    // Act and assert
    await panel.versions.click();
    await expect(panel.version('Soaked through')).toBeVisible();
    await panel.images.whatWasSent(panel.images.attempt(1)).click();
    await expectAccessible(page, 'panel, versions');
  });

  test('while a bulk run goes', async ({ film, page, panel }) => {
    // Arrange
    await film.shot(1).describe('[hang]');
    await film.shot(2).describe('[hang]');
    await panel.goto(film.scene().address);

    // Act and assert
    await panel.list.select('Mara Quill', 'Harbour steps');
    await panel.press(panel.list.generate);
    await expect(panel.list.progress).toBeVisible();
    await expectAccessible(page, 'panel, bulk');
  });

  test('before and behind the gate', async ({ film, handover, page, panel }) => {
    // Arrange
    await film.shot(1).draw();
    await film.shot(2).change({ waivedReason: 'Off screen' });

    // Act and assert
    await panel.goto(film.shot(2).address);
    await expect(panel.add.gate.items).toHaveCount(1);
    await expectAccessible(page, 'gate, closed');
    await handover.goto(`${film.scene().address}/handover`);
    await expect(handover.notReady).toBeVisible();
    await expectAccessible(page, 'hand-over, not ready');

    await film.shot(3).draw();
    await panel.goto(film.shot(3).address);
    await expect(panel.add.gate.items).toHaveCount(0);
    await expectAccessible(page, 'gate, open');
    await handover.goto(`${film.scene().address}/handover`);
    await expect(handover.notReady).toHaveCount(0);
    await expectAccessible(page, 'hand-over');
  });

  test('in a scene that filled itself', async ({ film, page, panel }) => {
    // Arrange
    const scene = await film.addScene('EXT. QUAY - DAWN');

    // Act and assert
    await panel.goto(scene.address);
    await expect(panel.filled).toBeVisible();
    await expectAccessible(page, 'panel, filled');
  });

  test('over filter, dialogs and menus @scripts', async ({ board, film, page, panel }) => {
    // Arrange
    await film.addAsset({ name: 'Rowing boat', assetType: 'prop', description: 'Leaking', master: [9, 99, 99] });
    await film.shot().change({ statusTags: ['wet'] });
    await panel.goto(film.shot().address);

    // Act and assert
    await panel.list.filter.click();
    await panel.list.choice('Characters').check();
    await expect(panel.rows).toHaveCount(1);
    await expectAccessible(page, 'filter');
    await page.keyboard.press('Escape');

    await page.setViewportSize({ width: 1440, height: 900 });
    await panel.add.fromProject.click();
    await expect(panel.add.choice('Rowing boat')).toBeVisible();
    await expectAccessible(page, 'add from project assets');
    await page.keyboard.press('Escape');

    await page.setViewportSize({ width: 1440, height: 900 });
    await panel.add.create.click();
    await expect(panel.add.created).toBeVisible();
    await expectAccessible(page, 'create new asset');
    await page.keyboard.press('Escape');

    await page.setViewportSize({ width: 1440, height: 900 });
    await panel.add.gate.waive('Brass lantern').click();
    await expect(panel.add.gate.reason('Brass lantern')).toBeVisible();
    await expectAccessible(page, 'waive');

    await board.goto(film.address);
    await board.page.getByRole('button', { name: 'New scene' }).click();
    await expectAccessible(page, 'new scene');
  });

  test('in the drawers of a small window @scripts', async ({ film, page, panel }) => {
    // Arrange
    await page.setViewportSize({ width: 390, height: 844 });
    await panel.goto(film.shot().address);

    // Act and assert
    for (const drawer of ['Assets', 'Add']) {
      await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: drawer }).click();
      await expect(drawer === 'Add' ? panel.add.region : panel.assets).toBeInViewport();
      await expectAccessible(page, `drawer, ${drawer}`);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.keyboard.press('Escape');
    }
  });

  test('in full size and over the keys @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await panel.goto(shot.address);

    // Act and assert
    await panel.images.picture(1).click();
    await expect(panel.fullSize).toBeVisible();
    await expectAccessible(page, 'full size');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(panel.help).toBeVisible();
    await expectAccessible(page, 'keys');
  });

  test('in a queue, full and empty', async ({ api, film, page, queue }) => {
    // Arrange
    await film.shot(1).draw();
    await film.shot(2).describe('[refuse]');
    await film.shot(2).ended((await film.shot(2).generate()).jobId);
    await film.shot(3).describe('[hang]');
    await film.shot(3).generate();

    // Act and assert
    await queue.goto(film.queueAddress);
    await expect(queue.rows).toHaveCount(3);
    await expectAccessible(page, 'queue, full');

    await queue.goto((await makeFilm(api)).queueAddress);
    await expect(queue.empty).toBeVisible();
    await expectAccessible(page, 'queue, empty');
  });

  test('where there is nothing', async ({ missing, page, watch }) => {
    // Arrange
    watch.allow(/answer 404: GET/, /status of 404/);

    // Act and assert
    await missing.goto('/nowhere');
    await expect(missing.title).toBeVisible();
    await expectAccessible(page, '404');
  });
});

test.describe('axe finds nothing', () => {
  test.use({ ownServer: {} });

  test('on the first page, empty and full', async ({ api, home, page }) => {
    // Act and assert
    await home.goto();
    await expect(home.empty).toBeVisible();
    await expectAccessible(page, 'home, empty');

    const film = await makeFilm(api);
    await film.shot().draw();
    await makeFilm(api, { assets: [], headings: [] });
    await home.goto();
    await expect(home.film(film.title)).toBeVisible();
    await expectAccessible(page, 'home, full');
  });

  test('where a title is asked for @scripts', async ({ home, page }) => {
    // Act and assert
    await home.goto();
    await home.newProject.click();
    await expect(home.dialog).toBeVisible();
    await expectAccessible(page, 'home, new project');
  });
});
