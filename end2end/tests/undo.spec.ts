import { expect, test } from '../fixtures';
import type { PanelPage } from '../pages/panel';
import type { Film } from '../support/film';
import type { Shot } from '../support/shot';

interface Deed {
  said: string;
  does: (panel: PanelPage) => Promise<void>;
}

/** Everything that can be taken back, done to Mara in scene 2, who has two pictures. */
const DEEDS: Record<string, Deed> = {
  'selecting': { said: 'Attempt 1 selected', does: (panel) => panel.press(panel.images.select(panel.images.attempt(1))) },
  'deleting': { said: 'Image deleted', does: (panel) => panel.press(panel.images.delete(panel.images.attempt(1))) },
  'tagging': { said: 'Tags saved', does: (panel) => panel.tagWith('torn sleeve') },
  'untagging': { said: 'Tags saved', does: (panel) => panel.press(panel.untag('wet')) },
  'describing': { said: 'Description saved', does: (panel) => panel.sayAs('Soaked through') },
  'using the master as-is': { said: 'The master is used as-is', does: (panel) => panel.tick(panel.asIs, true) },
  'choosing a reference': {
    said: 'Reference chosen',
    does: (panel) => panel.press(panel.reference.useThis(panel.reference.labelled('Stage 5 Master'))),
  },
  'carrying forward': { said: 'The next scene begins anew', does: (panel) => panel.tick(panel.carryForward, false) },
  'locking': { said: 'Locked', does: (panel) => panel.press(panel.lock) },
  'removing': { said: 'Mara Quill taken out of the scene', does: (panel) => panel.press(panel.remove) },
};

async function arrange(film: Film): Promise<Shot> {
  const shot = film.shot(1, 2);
  await film.shot(1, 1).upload([20, 90, 160]);
  await shot.draw(2);
  await shot.change({ statusTags: ['wet'] });
  return shot;
}

/** All that the deeds can change, as the API tells of it. */
async function state(film: Film, shot: Shot): Promise<unknown> {
  const there = (await film.castOf(film.scene(2))).find((row) => row.id === shot.id);
  if (!there) return 'not in the scene';
  const { image_key_url, effective_description, status_tags, carry_forward, locked, use_master_as_is } = there;
  const { selected_master_reference_source } = there;
  const numbers = await shot.numbers();
  return {
    image_key_url, effective_description, status_tags, carry_forward, locked, use_master_as_is,
    selected_master_reference_source, numbers, selected: await shot.selected(), reference: await shot.startsFrom(),
  };
}

test.describe('what was done is taken back', () => {
  for (const [what, { said, does }] of Object.entries(DEEDS)) {
    test(`${what}, by "Undo"`, async ({ film, panel }) => {
      // Arrange
      const shot = await arrange(film);
      const before = await state(film, shot);
      await panel.goto(shot.address);

      // Act
      await does(panel);
      await expect(panel.said(said)).toBeVisible();
      await expect.poll(() => state(film, shot)).not.toEqual(before);
      await panel.press(panel.undoOf(said));

      // Assert
      await expect.poll(() => state(film, shot)).toEqual(before);
      await expect(panel.name).toHaveText('Mara Quill');
      await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
      await expect(panel.images.slides).toHaveCount(2);
      await expect(panel.tags).toHaveText(['wet']);
      await expect(panel.asIs).not.toBeChecked();
    });
  }

  for (const [what, { said, does }] of Object.entries(DEEDS)) {
    test(`${what}, by Z @scripts`, async ({ film, page, panel }) => {
      // Arrange
      const shot = await arrange(film);
      const before = await state(film, shot);
      await panel.goto(shot.address);
      await does(panel);
      await expect(panel.said(said)).toBeVisible();
      await expect.poll(() => state(film, shot)).not.toEqual(before);

      // Act
      await panel.name.click();
      await page.keyboard.press('z');

      // Assert
      await expect.poll(() => state(film, shot)).toEqual(before);
      await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    });
  }

  test('an undo can be undone', async ({ film, panel }) => {
    // Arrange
    const shot = await arrange(film);
    await panel.goto(shot.address);
    await panel.tagWith('torn sleeve');
    await expect.poll(async () => (await shot.instance()).status_tags).toEqual(['wet', 'torn sleeve']);
    await panel.press(panel.undo);
    await expect.poll(async () => (await shot.instance()).status_tags).toEqual(['wet']);
    await expect(panel.tags).toHaveText(['wet']);

    // Act
    await panel.press(panel.undo);

    // Assert
    await expect.poll(async () => (await shot.instance()).status_tags).toEqual(['wet', 'torn sleeve']);
  });
});
