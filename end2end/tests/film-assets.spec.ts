import { expect, test } from '../fixtures';
import { MastersPage } from '../pages/masters';
import { expectAccessible } from '../support/axe';
import { makeFilm, type Film } from '../support/film';
import { IVO, MARA } from '../support/people';

/** Where the API tells of an asset. */
function rowOf(film: Film, asset = 0): string {
  return `/api${film.address}/assets/${film.assets[asset]!.id}`;
}

test.describe('the film\'s assets', () => {
  test('are reached from the board and lead to the scenes that use them', async ({ board, film, page, panel, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await board.goto(film.address);

    // Act
    await page.getByRole('banner').getByRole('link', { name: 'Assets' }).click();
    await masters.ready();

    // Assert
    await expect(masters.rows).toHaveCount(3);
    await expect(masters.name).toHaveText('Mara Quill');
    await expect(masters.row('Harbour steps')).toContainText('No image yet');
    await expect(masters.row('Mara Quill')).toContainText('in 2 scenes');
    await expect(masters.uses).toHaveCount(2);

    // Act
    await masters.open('Brass lantern');

    // Assert
    await expect(masters.name).toHaveText('Brass lantern');
    await expect(masters.noImage).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`asset=${film.assets[2]!.id}`));

    // Act
    await masters.uses.last().click();

    // Assert
    await expect(panel.name).toHaveText('Brass lantern');
    await expect(page).toHaveURL(new RegExp(film.shot(3, 2).id));
  });

  test('are added, renamed and deleted', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);

    // Act
    await masters.addAsset('Tide bell', 'Prop', 'A bell under a mossy roof');

    // Assert
    await expect(masters.name).toHaveText('Tide bell');
    await expect(masters.description).toHaveValue('A bell under a mossy roof');
    await expect(masters.notUsed).toBeVisible();
    await expect(masters.rows).toHaveCount(4);

    // Act
    await masters.renameTo('Bell tower', 'Location');

    // Assert
    await expect(masters.said('Saved as Bell tower')).toBeVisible();
    await expect(masters.name).toHaveText('Bell tower');
    await expect(masters.kind).toHaveText('Location');

    // Act
    const dialog = await masters.askToDelete();
    await expect(dialog).toContainText('No scene uses it.');
    await masters.press(dialog.getByRole('button', { name: 'Delete Bell tower' }));

    // Assert
    await expect(masters.said('Bell tower deleted')).toBeVisible();
    await expect(masters.rows).toHaveCount(3);
    await expect(page).toHaveURL(/\/assets$/);
    expect(await api.get<unknown[]>(`/api${film.address}/assets`)).toHaveLength(3);
  });

  test('that scenes use are deleted from there too', async ({ film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address, film.assets[2]!.id);

    // Act
    const dialog = await masters.askToDelete();
    await expect(dialog).toContainText('It is used in 2 scenes');
    await masters.press(dialog.getByRole('button', { name: 'Delete Brass lantern' }));

    // Assert
    await expect(masters.row('Brass lantern')).toHaveCount(0);
    expect(await film.castOf(film.scene(1))).toHaveLength(2);
  });

  test('a name that is taken is refused with the reason', async ({ film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);

    // Act
    await masters.addAsset('mara quill', 'Character', '');

    // Assert
    await expect(masters.said('There is an asset of this kind with the name "mara quill" already.')).toBeVisible();
    await expect(masters.rows).toHaveCount(3);
  });
});

test.describe('axe finds nothing on the film\'s assets', () => {
  test('full, empty, running, with dialogs and without any asset', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await film.setMaster(film.assets[0]!, [10, 120, 60]);

    // Act and assert
    await masters.goto(film.address);
    await expect(masters.images.slides).toHaveCount(2);
    await expectAccessible(page, 'masters, full');

    await masters.goto(film.address, film.assets[1]!.id);
    await expect(masters.noImage).toBeVisible();
    await expectAccessible(page, 'masters, no picture');

    await api.put(rowOf(film, 1), { description: '[hang]', locked: false });
    await api.post(`${rowOf(film, 1)}/generate-image`);
    await masters.goto(film.address, film.assets[1]!.id);
    await expect(masters.images.running).toHaveCount(1);
    await expectAccessible(page, 'masters, running');

    await masters.goto((await makeFilm(api, { headings: [], assets: [] })).address);
    await expect(masters.empty).toBeVisible();
    await expectAccessible(page, 'masters, none');
  });

  test('in its dialogs @scripts', async ({ film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);

    // Act and assert
    for (const [button, name] of [[masters.add, 'Add asset'], [masters.rename, 'Rename'], [masters.delete, 'Delete asset']] as const) {
      await button.click();
      await expect(masters.dialog(name)).toBeVisible();
      await expectAccessible(page, `masters, ${name}`);
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
});

test.describe('who may only look at the film\'s assets', () => {
  test.use({ ownServer: { people: [MARA, IVO] } });

  test('sees them all and finds every control closed', async ({ api, door, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await film.setMaster(film.assets[0]!, [10, 120, 60]);
    await api.post(`/api${film.address}/members`, { email: IVO.email, role: 'viewer' });
    await door.goto();
    await door.letIn(IVO);

    // Act
    await masters.goto(film.address);

    // Assert
    await expect(masters.rows).toHaveCount(3);
    await expect(masters.images.slides).toHaveCount(2);
    const closed = [
      masters.generate, masters.variations, masters.provider, masters.lock, masters.rename, masters.delete, masters.add,
      masters.description, masters.save, masters.upload.input,
      masters.images.select(masters.images.attempt(1)), masters.images.delete(masters.images.attempt(1)),
    ];
    for (const control of closed) {
      await expect(control).toBeDisabled();
    }
    await expectAccessible(page, 'masters, looking');
  });
});
