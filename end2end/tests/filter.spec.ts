import { expect, test } from '../fixtures';
import type { Film } from '../support/film';

const MARA = 'Mara Quill';
const STEPS = 'Harbour steps';
const LANTERN = 'Brass lantern';

/** What each choice leaves in the list of scene 2, and how the address says it. */
const CHOICES: [choice: string, names: string[], query: RegExp][] = [
  ['Characters', [MARA], /[?&]kind=character(&|$)/],
  ['Locations', [STEPS], /[?&]kind=location(&|$)/],
  ['Props', [LANTERN], /[?&]kind=prop(&|$)/],
  ['Extras', [], /[?&]kind=extra_archetype(&|$)/],
  ['Without picture', [LANTERN], /[?&]only=without-picture(&|$)/],
  ['As-is', [STEPS], /[?&]only=as-is(&|$)/],
  ['Carry forward', [MARA, LANTERN], /[?&]only=carry-forward(&|$)/],
  ['Reference changed', [MARA], /[?&]only=reference-changed(&|$)/],
  ['torn sleeve', [MARA, LANTERN], /[?&]tag=torn(\+|%20)sleeve(&|$)/],
];

/** Scene 2: Mara is stale and tagged, the steps use their reference as-is, the lantern is tagged and has no picture. */
async function varied(film: Film): Promise<void> {
  await film.makeStale(1);
  await film.shot(2, 1).upload([90, 90, 90]);
  await film.shot(2, 2).useMaster();
  await film.shot(2, 2).change({ carryForward: false });
  for (const asset of [1, 3]) {
    await film.shot(asset, 2).change({ statusTags: ['torn sleeve'] });
  }
}

test.describe('the filter', () => {
  test('each choice keeps what fits, and the address holds it', async ({ film, page, panel }) => {
    // Arrange
    await varied(film);
    await panel.goto(film.scene(2).address);
    await expect(panel.rows).toHaveCount(3);

    // Act and assert, choice by choice
    for (const [choice, names, query] of CHOICES) {
      await test.step(choice, async () => {
        await panel.list.setFilter(true, choice);
        await expect(panel.rows).toHaveCount(names.length);
        for (const name of names) {
          await expect(panel.row(name)).toBeVisible();
        }
        await expect(page).toHaveURL(query);
        await panel.list.setFilter(false, choice);
        await expect(panel.rows).toHaveCount(3);
        await expect(page).not.toHaveURL(query);
      });
    }
  });

  test('kinds add up, states and tags narrow', async ({ film, panel }) => {
    // Arrange
    await varied(film);
    await panel.goto(film.scene(2).address);

    // Act
    await panel.list.setFilter(true, 'Characters', 'Props');

    // Assert
    await expect(panel.rows).toHaveCount(2);

    // Act
    await panel.list.setFilter(true, 'Without picture', 'torn sleeve');

    // Assert
    await expect(panel.rows).toHaveCount(1);
    await expect(panel.row(LANTERN)).toBeVisible();
  });

  test('a reload keeps it, and so does opening another asset and going back', async ({ film, page, panel }) => {
    // Arrange
    await varied(film);
    await panel.goto(film.shot(1, 2).address);
    await panel.list.setFilter(true, 'torn sleeve');
    await expect(panel.rows).toHaveCount(2);

    // Act
    await panel.reload();

    // Assert
    await expect(panel.rows).toHaveCount(2);
    await panel.list.filter.click();
    await expect(panel.list.choice('torn sleeve')).toBeChecked();
    await panel.list.filter.click();

    // Act
    await panel.open(LANTERN);

    // Assert
    await expect(panel.name).toHaveText(LANTERN);
    await expect(panel.rows).toHaveCount(2);
    await expect(page).toHaveURL(/tag=torn/);

    // Act
    await page.goBack();

    // Assert
    await expect(panel.name).toHaveText(MARA);
    await expect(panel.rows).toHaveCount(2);
    await expect(page).toHaveURL(/tag=torn/);
  });

  test('an action keeps it', async ({ film, page, panel }) => {
    // Arrange
    await varied(film);
    await panel.goto(film.shot(1, 2).address);
    await panel.list.setFilter(true, 'Characters');
    await expect(panel.rows).toHaveCount(1);

    // Act
    await panel.sayAs('Soaked through');

    // Assert
    await expect(panel.said('Description saved')).toBeVisible();
    await expect(panel.rows).toHaveCount(1);
    await expect(page).toHaveURL(/kind=character/);
  });

  test('"Clear" shows everything again', async ({ film, panel }) => {
    // Arrange
    await panel.goto(`${film.scene(2).address}?kind=character&only=without-picture`);
    await expect(panel.rows).toHaveCount(1);

    // Act
    await panel.list.filter.click();
    await panel.list.filterMenu.getByRole('link', { name: 'Clear' }).click();

    // Assert
    await expect(panel.rows).toHaveCount(3);
    await panel.ready();
  });
});
