import { expect, test } from '../fixtures';
import { makeFilm } from '../support/film';
import { tabTo } from '../support/keyboard';

test.describe('with the keyboard alone @scripts', () => {
  test('from the first page to a selected picture', async ({ board, film, home, page, panel }) => {
    // Arrange
    const shot = film.shot(2);
    await home.goto();

    // Act: into the film, into a cell of its board
    await tabTo(home.film(film.title));
    await page.keyboard.press('Enter');
    await expect(board.title).toHaveText(film.title);
    await tabTo(board.cell('Mara Quill', 1));
    await page.keyboard.press('Enter');
    await panel.ready();
    await expect(panel.name).toHaveText('Mara Quill');

    // Act: the next asset, the one after it, and back
    await page.keyboard.press('j');
    await expect(panel.name).toHaveText('Harbour steps');
    await page.keyboard.press('j');
    await expect(panel.name).toHaveText('Brass lantern');
    await page.keyboard.press('k');
    await expect(panel.name).toHaveText('Harbour steps');

    // Act: two pictures
    await page.keyboard.press('g');
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await page.keyboard.press('g');
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.images.slides).toHaveCount(2);

    // Act: to the older one, select it
    await page.keyboard.press('ArrowRight');
    await expect(panel.images.currentThumbnail).toHaveAccessibleName('Attempt 1');
    await page.keyboard.press('Enter');

    // Assert
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await expect(panel.said('Attempt 1 selected')).toBeVisible();
    expect(await shot.inForce()).toBe(1);

    // Act: take it back
    await page.keyboard.press('z');

    // Assert
    await expect(panel.images.badge(panel.images.attempt(2))).toHaveCount(1);
    await expect.poll(() => shot.inForce()).toBe(2);
  });

  test('"?" opens the keys and "/" goes to the search', async ({ film, page, panel }) => {
    // Arrange
    await panel.goto(film.shot().address);

    // Act
    await page.keyboard.press('?');

    // Assert
    await expect(panel.help).toBeVisible();
    await expect(panel.help).toContainText('Generate image');
    await page.keyboard.press('Escape');
    await expect(panel.help).toBeHidden();

    // Act
    await page.keyboard.press('/');

    // Assert
    await expect(panel.search).toBeFocused();
    await expect(panel.search).toHaveValue('');
  });

  test('keys mean nothing while somebody types', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);

    // Act
    await panel.description.focus();
    await page.keyboard.type('gjk/?z');

    // Assert
    await expect(panel.name).toHaveText('Mara Quill');
    await expect(panel.help).toBeHidden();
    await expect(panel.description).toBeFocused();
    expect(await film.jobs()).toEqual([]);
  });

  test('from the first page to "Proceed"', async ({ api, board, handover, home, page, panel }) => {
    // Arrange
    const film = await makeFilm(api, {
      headings: ['EXT. SEA - DAY'],
      assets: [{ name: 'Ada', assetType: 'character', description: 'A pilot', master: [140, 60, 40] }],
    });
    await home.goto();

    // Act: into the film, into the panel
    await tabTo(home.film(film.title));
    await page.keyboard.press('Enter');
    await expect(board.title).toHaveText(film.title);
    await tabTo(board.cell('Ada', 1));
    await page.keyboard.press('Enter');
    await expect(panel.name).toHaveText('Ada');
    await panel.ready();

    // Act: words, tags, a picture
    await tabTo(panel.description);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('A pilot, soaked through');
    await page.keyboard.press('Control+s');
    await expect(panel.said('Description saved')).toBeVisible();
    await tabTo(panel.addTag);
    await page.keyboard.type('wet');
    await page.keyboard.press('Enter');
    await expect(panel.tag('wet')).toBeVisible();
    await tabTo(panel.carryForward);
    await page.keyboard.press('g');
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await expect.poll(() => film.shot().inForce()).toBe(1);

    // Act: through the gate
    await tabTo(panel.add.gate.proceed);
    await page.keyboard.press('Enter');

    // Assert
    await expect(handover.title).toHaveText('Scene 1 · hand-over');
    await expect(handover.item('Ada')).toContainText('A pilot, soaked through');
  });

  test('M uses the master as-is, C compares, U opens the chooser', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw(2);
    await panel.goto(shot.address);

    // Act and assert, key by key
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('u');
    await chooser;
    await page.keyboard.press('m');
    await expect(panel.asIs).toBeChecked();
    await expect.poll(() => shot.inForce()).toBe(3);
    await page.keyboard.press('m');
    await expect(panel.asIs).not.toBeChecked();
    await expect.poll(async () => (await shot.instance()).use_master_as_is).toBe(false);
    await page.keyboard.press('c');
    await expect(panel.comparison.dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(panel.comparison.dialog).toHaveCount(0);
  });
});
