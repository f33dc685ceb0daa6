import { expect, test } from '../fixtures';

test.describe('the list of assets', () => {
  test('it stands in groups with counts, thumbnails and states', async ({ film, panel }) => {
    // Arrange
    await film.shot(1).draw();

    // Act
    await panel.goto(film.scene().address);

    // Assert
    await expect(panel.rows).toHaveCount(3);
    await expect(panel.assets).toContainText('3 assets · 1 with pictures');
    await expect(panel.assets.getByRole('heading', { level: 3 })).toHaveText([/Characters\s+1/, /Locations\s+1/, /Props\s+1/]);
    await expect(panel.row('Mara Quill')).toContainText('ready');
    await expect(panel.row('Harbour steps')).toContainText('no picture');
    await expect(panel.currentRow).toContainText('Mara Quill');
  });

  test('searching keeps what fits', async ({ film, panel }) => {
    // Arrange
    await panel.goto(film.scene().address);

    // Act
    await panel.searchFor('lant');

    // Assert
    await expect(panel.rows).toHaveCount(1);
    await expect(panel.row('Brass lantern')).toBeVisible();

    // Act
    await panel.searchFor('nobody');

    // Assert
    await expect(panel.rows).toHaveCount(0);
    await expect(panel.assets.getByText('Nothing found.')).toBeVisible();
  });

  test('the search is kept in the address', async ({ film, page, panel }) => {
    // Arrange
    await panel.goto(film.scene().address);

    // Act
    await panel.searchFor('lant');

    // Assert
    await expect(page).toHaveURL(/[?&]q=lant/);
    await panel.reload();
    await expect(panel.search).toHaveValue('lant');
    await expect(panel.rows).toHaveCount(1);
  });

  test('a row opens its asset, the address follows, and going back goes back', async ({ film, page, panel }) => {
    // Arrange
    await panel.goto(film.shot(1).address);

    // Act
    await panel.open('Brass lantern');

    // Assert
    await expect(panel.name).toHaveText('Brass lantern');
    await expect(page).toHaveURL(film.shot(3).address);
    await expect(panel.description).toHaveValue('A storm lantern with a cracked glass');
    await expect(panel.currentRow).toContainText('Brass lantern');

    // Act
    await page.goBack();

    // Assert
    await expect(panel.name).toHaveText('Mara Quill');
    await expect(page).toHaveURL(film.shot(1).address);
    await expect(panel.description).toHaveValue('A lean woman in an oilskin coat');

    // Act
    await page.goForward();

    // Assert
    await expect(panel.name).toHaveText('Brass lantern');
  });

  test('previous and next scene', async ({ film, page, panel }) => {
    // Arrange
    await panel.goto(film.scene(1).address);
    await expect(panel.previousScene).toHaveCount(0);

    // Act
    await panel.nextScene.click();

    // Assert
    await expect(page).toHaveURL(new RegExp(film.scene(2).id));
    await expect(panel.assets).toContainText('INT. LAMP ROOM - NIGHT');
    await expect(panel.nextScene).toHaveCount(0);

    // Act
    await panel.previousScene.click();

    // Assert
    await expect(page).toHaveURL(new RegExp(film.scene(1).id));
    await expect(panel.assets).toContainText('EXT. HARBOUR STEPS - NIGHT');
  });
});
