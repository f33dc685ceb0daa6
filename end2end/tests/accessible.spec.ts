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
