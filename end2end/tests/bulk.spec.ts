import { expect, test } from '../fixtures';
import { makeFilm, type AssetWish, type Film } from '../support/film';
import type { Api } from '../support/api';

const CAST: AssetWish[] = [
  { name: 'Ada', assetType: 'character', description: 'A pilot', master: [140, 60, 40] },
  { name: 'Bert', assetType: 'character', description: 'A stoker', master: [40, 140, 60] },
  { name: 'Cleo', assetType: 'character', description: 'A cook', master: [60, 40, 140] },
  { name: 'Dory', assetType: 'prop', description: 'A small boat' },
];
const HUNG = 'A stoker [hang]';

function makeCast(api: Api): Promise<Film> {
  return makeFilm(api, { headings: ['EXT. SEA - DAY'], assets: CAST });
}

test.describe('several assets at once', () => {
  test('"Select all" ticks a group, and "Select none" unticks it', async ({ api, panel }) => {
    // Arrange
    const film = await makeCast(api);
    await panel.goto(film.scene().address);

    // Act
    await panel.list.selectAll('Characters').click();

    // Assert
    for (const name of ['Ada', 'Bert', 'Cleo']) {
      await expect(panel.list.box(name)).toBeChecked();
    }
    await expect(panel.list.box('Dory')).not.toBeChecked();

    // Act
    await panel.list.selectNone('Characters').click();

    // Assert
    for (const name of ['Ada', 'Bert', 'Cleo', 'Dory']) {
      await expect(panel.list.box(name)).not.toBeChecked();
    }
    await expect(panel.list.selectAll('Characters')).toBeVisible();
  });

  test('the buttons count what is ticked, and Shift ticks a range @scripts', async ({ api, panel }) => {
    // Arrange
    const film = await makeCast(api);
    const { list } = panel;
    await panel.goto(film.scene().address);
    await expect(list.generate).toBeDisabled();
    await expect(list.generate).toHaveText('Generate');
    await expect(list.useMaster).toBeDisabled();

    // Act
    await list.box('Ada').click();
    await list.box('Cleo').click({ modifiers: ['Shift'] });

    // Assert
    await expect(list.box('Bert')).toBeChecked();
    await expect(list.box('Dory')).not.toBeChecked();
    await expect(list.generate).toHaveText('Generate (3)');
    await expect(list.useMaster).toHaveText('Use Master As-Is (3)');
    await expect(list.generate).toHaveAccessibleDescription('3 selected · about 0.12 cr');

    // Act
    await list.box('Bert').uncheck();

    // Assert
    await expect(list.generate).toHaveText('Generate (2)');
  });

  // Where scripts count, nothing can be pressed.
  test('a press without a choice says what to do @scriptless', async ({ api, panel }) => {
    // Arrange
    const film = await makeCast(api);
    await panel.goto(film.scene().address);

    // Act
    await panel.press(panel.list.generate);

    // Assert
    await expect(panel.said('No asset is selected.')).toBeVisible();
    expect(await film.jobs()).toEqual([]);
  });

  test('generating several shows how far it is, and "Cancel" ends the rest', async ({ api, panel }) => {
    // Arrange
    const film = await makeCast(api);
    const { list } = panel;
    await film.shot(2).describe(HUNG);
    await panel.goto(film.scene().address);

    // Act
    await list.select('Ada', 'Bert', 'Cleo');
    await panel.press(list.generate);

    // Assert
    await expect(panel.said('Generating 3 assets')).toBeVisible();
    await expect(list.region.getByText('2 of 3')).toBeVisible({ timeout: 20_000 });
    await expect(list.progress).toHaveAttribute('value', '2');
    await expect(list.progress).toHaveAttribute('max', '3');
    await expect(panel.row('Bert')).toContainText('generating');
    await expect(panel.row('Ada')).toContainText('ready');
    await expect(list.box('Ada')).not.toBeChecked();

    // Act
    await panel.press(list.cancelRun);

    // Assert
    await expect(panel.said('1 of the run cancelled')).toBeVisible();
    await expect(list.progress).toHaveCount(0);
    await expect(panel.row('Bert')).toContainText('no picture');
    await expect.poll(() => film.shot(2).numbers()).toEqual([]);
    const states = (await film.jobs()).map((job) => job.status);
    expect(states.toSorted()).toEqual(['cancelled', 'completed', 'completed']);
    expect(await film.shot(1).inForce()).toBe(1);
    expect(await film.shot(3).inForce()).toBe(1);
    expect(await film.shot(4).numbers()).toEqual([]);
  });

  test('as-is for several: a locked one is told by its name and does not stop the rest', async ({ api, panel }) => {
    // Arrange
    const film = await makeCast(api);
    const { list } = panel;
    await film.shot(2).change({ locked: true });
    await panel.goto(film.scene().address);

    // Act
    await list.select('Ada', 'Bert', 'Cleo');
    await panel.press(list.useMaster);

    // Assert
    const said = 'The master is used as-is for 2 assets. Not done: Bert: This asset is locked in this scene.';
    await expect(panel.said(said)).toBeVisible();
    for (const name of ['Ada', 'Cleo']) {
      await expect(panel.row(name).getByText('Master', { exact: true })).toBeVisible();
    }
    await expect(panel.row('Bert').getByText('Master', { exact: true })).toHaveCount(0);
    const flags = async () => (await film.castOf(film.scene())).map((row) => [row.project_asset.name, row.use_master_as_is]);
    await expect.poll(flags).toEqual([['Ada', true], ['Bert', false], ['Cleo', true], ['Dory', false]]);
    expect(await film.shot(2).numbers()).toEqual([]);
  });

  test('one without a master is told by its name', async ({ api, panel }) => {
    // Arrange
    const film = await makeCast(api);
    await panel.goto(film.scene().address);

    // Act
    await panel.list.select('Ada', 'Dory');
    await panel.press(panel.list.useMaster);

    // Assert
    await expect(panel.said('as-is for 1 asset. Not done: Dory: No master image available to use')).toBeVisible();
    await expect.poll(() => film.shot(1).inForce()).toBe(1);
  });

  test('"End As-Is" ends it for several and keeps their pictures', async ({ api, panel }) => {
    // Arrange
    const film = await makeCast(api);
    const { list } = panel;
    await film.shot(1).useMaster();
    await film.shot(3).useMaster();
    await panel.goto(film.scene().address);

    // Act
    await list.select('Ada', 'Cleo');
    await panel.press(list.endAsIs);

    // Assert
    await expect(panel.said('The master is no longer used as-is for 2 assets')).toBeVisible();
    await expect(list.endAsIs).toHaveCount(0);
    await expect(list.rows.getByText('Master', { exact: true })).toHaveCount(0);
    await expect.poll(async () => (await film.shot(3).instance()).use_master_as_is).toBe(false);
    expect((await film.shot(1).instance()).use_master_as_is).toBe(false);
    expect(await film.shot(1).inForce()).toBe(1);
  });
});
