import { expect, test } from '../fixtures';
import type { Film } from '../support/film';

/** Assets of the film that no scene has yet. */
async function addStrangers(film: Film): Promise<void> {
  await film.addAsset({ name: 'Old Tobias', assetType: 'character', description: 'A retired pilot', master: [9, 99, 99] });
  await film.addAsset({ name: 'Rowing boat', assetType: 'prop', description: 'Clinker-built, leaking' });
}

test.describe('new assets in a scene', () => {
  test('several assets of the project are added at once', async ({ film, panel }) => {
    // Arrange
    await addStrangers(film);
    const { add } = panel;
    await panel.goto(film.scene().address);

    // Act
    await add.fromProject.click();
    await expect(add.existing.getByRole('checkbox')).toHaveCount(2);
    await add.choice('Old Tobias').check();
    await add.choice('Rowing boat').check();
    await add.addChosen();

    // Assert
    await expect(panel.said('Added Old Tobias, Rowing boat')).toBeVisible();
    await expect(add.existing).toBeHidden();
    await expect(panel.rows).toHaveCount(5);
    await expect(panel.name).toHaveText('Old Tobias');
    await expect(panel.reference.active(panel.reference.labelled('Stage 5 Master'))).toBeVisible();
    const names = async () => (await film.castOf(film.scene())).map((row) => row.project_asset.name);
    await expect.poll(names).toEqual(expect.arrayContaining(['Old Tobias', 'Rowing boat']));

    // Act
    await add.fromProject.click();

    // Assert
    await expect(add.existing).toContainText('Every asset of the project is in this scene already.');
  });

  test('the search keeps of them what fits @scripts', async ({ film, panel }) => {
    // Arrange
    await addStrangers(film);
    await panel.goto(film.scene().address);
    await panel.add.fromProject.click();

    // Act
    await panel.add.searchExisting.fill('boat');

    // Assert
    await expect(panel.add.choice('Rowing boat')).toBeVisible();
    await expect(panel.add.choice('Old Tobias')).toBeHidden();
  });

  test('an asset is created with its place in the scene', async ({ film, panel }) => {
    // Arrange
    await panel.goto(film.scene().address);

    // Act
    await panel.add.createAsset('Signal flag', 'Prop', 'Red cotton, frayed');

    // Assert
    await expect(panel.said('Signal flag created')).toBeVisible();
    await expect(panel.add.created).toBeHidden();
    await expect(panel.name).toHaveText('Signal flag');
    await expect(panel.row('Signal flag')).toBeVisible();
    await expect(panel.description).toHaveValue('Red cotton, frayed');
    const names = async () => (await film.castOf(film.scene())).map((row) => row.project_asset.name);
    await expect.poll(names).toContain('Signal flag');
    const assets = await film.api.get<{ name: string; asset_type: string }[]>(`/api${film.address}/assets`);
    expect(assets).toContainEqual(expect.objectContaining({ name: 'Signal flag', asset_type: 'prop' }));
  });

  test('a name that is taken is refused and leaves nothing behind', async ({ film, panel }) => {
    // Arrange
    await panel.goto(film.scene().address);

    // Act
    await panel.add.createAsset('brass LANTERN', 'Prop', 'Another one');

    // Assert
    await expect(panel.status.filter({ hasText: /already|taken/i })).toBeVisible();
    await expect(panel.rows).toHaveCount(3);
    expect(await film.castOf(film.scene())).toHaveLength(3);
  });

  test('what was typed for a refused asset stands there again, with the reason @scripts', async ({ film, panel }) => {
    // Arrange
    const { add } = panel;
    await panel.goto(film.scene().address);

    // Act
    await add.createAsset('brass LANTERN', 'Prop', 'Another one');

    // Assert
    await expect(add.created.getByRole('alert')).toContainText('already');
    await expect(add.created.getByRole('textbox', { name: 'Name' })).toHaveValue('brass LANTERN');
    await expect(add.created.getByRole('textbox', { name: 'Description' })).toHaveValue('Another one');

    // Act
    await add.created.getByRole('textbox', { name: 'Name' }).fill('Tin lantern');
    await panel.press(add.created.getByRole('button', { name: 'Create asset' }));

    // Assert
    await expect(panel.name).toHaveText('Tin lantern');
    await expect(panel.description).toHaveValue('Another one');
    await expect(add.created).toBeHidden();
  });
});
