import { expect, test } from '../fixtures';
import { MastersPage } from '../pages/masters';
import { MissingPage } from '../pages/missing';
import type { Api, Attempt } from '../support/api';
import { expectAccessible } from '../support/axe';
import type { Film } from '../support/film';
import { payload } from '../support/picture';

/** The history of an asset's master, newest first. */
function history(api: Api, film: Film, asset = 0): Promise<Attempt[]> {
  return api.get<Attempt[]>(`${rowOf(film, asset)}/attempts`);
}

/** Where the API tells of an asset. */
function rowOf(film: Film, asset = 0): string {
  return `/api${film.address}/assets/${film.assets[asset]!.id}`;
}

async function numbers(api: Api, film: Film, asset = 0): Promise<number[]> {
  return (await history(api, film, asset)).map((attempt) => attempt.attempt_number);
}

test.describe('a master', () => {
  test('is drawn, and its history is kept', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);
    await expect(masters.images.slides).toHaveCount(1);

    // Act
    await masters.press(masters.generate);
    await expect.poll(() => numbers(api, film)).toEqual([2, 1]);
    await masters.lookAgain();

    // Assert
    await expect(masters.images.badge(masters.images.attempt(2))).toBeVisible();
    await expect(masters.images.attempt(2)).toContainText('AI generated');

    // Act
    await masters.press(masters.images.select(masters.images.attempt(1)));

    // Assert
    await expect(masters.said('Attempt 1 is the master')).toBeVisible();
    await expect(masters.images.badge(masters.images.attempt(1))).toBeVisible();
    const first = (await history(api, film)).find((attempt) => attempt.is_selected);
    expect(first?.attempt_number).toBe(1);

    // Act
    await masters.press(masters.undoOf('Attempt 1 is the master'));

    // Assert
    await expect(masters.images.badge(masters.images.attempt(2))).toBeVisible();
  });

  test('is chosen among four variations', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address, film.assets[1]!.id);

    // Act
    await masters.provider.selectOption('sketch');
    await masters.press(masters.variations);
    await expect(masters.said('Generating 4 variations')).toBeVisible();
    await expect.poll(async () => (await numbers(api, film, 1)).length).toBe(4);
    await masters.lookAgain();

    // Assert
    await expect(masters.images.slides).toHaveCount(4);
    expect((await history(api, film, 1)).every((attempt) => attempt.provider === 'sketch')).toBe(true);
  });

  test('is uploaded', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);

    // Act
    await masters.upload.choose(payload('coat.png', [10, 120, 60]));

    // Assert
    await expect(masters.said('Image uploaded')).toBeVisible();
    await expect(masters.images.badge(masters.images.attempt(2))).toBeVisible();
    await expect(masters.images.attempt(2)).toContainText('coat.png');
    await expect(masters.images.currentThumbnail).toHaveAccessibleName('Attempt 2, selected');
    expect(await numbers(api, film)).toEqual([2, 1]);
  });

  test('is deleted from the history and restored', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await film.setMaster(film.assets[0]!, [10, 120, 60]);
    await masters.goto(film.address, film.assets[0]!.id);

    // Act
    await masters.press(masters.images.delete(masters.images.attempt(1)));

    // Assert
    await expect(masters.said('Image deleted')).toBeVisible();
    await expect(masters.removed).toHaveText('Removed (1)');
    expect(await numbers(api, film)).toEqual([2]);

    // Act
    await masters.openRemoved();
    await masters.press(masters.restore);

    // Assert
    await expect(masters.said('Attempt 1 restored')).toBeVisible();
    await expect(masters.images.slides).toHaveCount(2);
    expect(await numbers(api, film)).toEqual([2, 1]);
  });

  test('is described, and the words are taken back', async ({ film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);

    // Act
    await masters.sayAs('A lean woman, years later');

    // Assert
    await expect(masters.said('Description saved')).toBeVisible();
    expect((await film.shot().instance()).effective_description).toBe('A lean woman, years later');

    // Act
    await masters.press(masters.undoOf('Description saved'));

    // Assert
    await expect(masters.description).toHaveValue('A lean woman in an oilskin coat');
  });

  test('is not described over words that were not seen', async ({ api, film, page, scripts, watch }) => {
    // Arrange
    watch.allow(/409/);
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address, film.assets[0]!.id);
    await masters.description.fill('My words');
    await api.put(rowOf(film), { description: 'Their words' });

    // Act
    await masters.press(masters.save);

    // Assert
    await expect(masters.said('Somebody changed this description meanwhile')).toBeVisible();
    await expect(masters.writtenMeanwhile).toHaveText('Their words');
    await expect(masters.description).toHaveValue('My words');
    expect((await film.shot().instance()).effective_description).toBe('Their words');
    await expectAccessible(page, 'masters, written meanwhile');

    // Act
    await masters.press(masters.save);

    // Assert
    await expect(masters.said('Description saved')).toBeVisible();
    await expect(masters.writtenMeanwhile).toHaveCount(0);
    expect((await film.shot().instance()).effective_description).toBe('My words');
  });

  test('is not described over words that came while saving failed @scripts', async ({ api, film, page, scripts, watch }) => {
    // Arrange
    watch.allow(/409/, /503/);
    const masters = new MastersPage(page, scripts);
    const since = page.getByText('Somebody changed it meanwhile; saving shows you theirs first');
    await masters.goto(film.address, film.assets[0]!.id);
    await masters.description.fill('My words');
    await api.put(rowOf(film), { description: 'Their words' });
    await expect(since).toBeVisible();
    await page.route('**/act', (route) => route.fulfill({ status: 503 }), { times: 1 });

    // Act: after the refusal the page is asked for again, which shows theirs nowhere.
    const looked = page.waitForResponse((answer) => answer.request().method() === 'GET' && answer.url() === page.url());
    await masters.press(masters.save);
    await looked;

    // Assert
    await expect(masters.said('Throughline cannot be reached')).toBeVisible();
    await expect(since).toBeVisible();
    await expect(masters.description).toHaveValue('My words');

    // Act
    await masters.press(masters.save);

    // Assert
    await expect(masters.writtenMeanwhile).toHaveText('Their words');
    await expect(masters.description).toHaveValue('My words');
    expect((await film.shot().instance()).effective_description).toBe('Their words');

    // Act
    await masters.press(masters.save);

    // Assert
    await expect(masters.said('Description saved')).toBeVisible();
    expect((await film.shot().instance()).effective_description).toBe('My words');
  });

  test('of an asset that is not there is no page', async ({ film, page, scripts, watch }) => {
    // Arrange
    watch.allow(/404/);
    const masters = new MastersPage(page, scripts);
    const missing = new MissingPage(page);

    // Act
    await page.goto(`${film.address}/assets?asset=${film.address.split('/').at(-1)!}`);

    // Assert
    await expect(missing.title).toBeVisible();
    await expect(masters.name).not.toHaveText('Mara Quill');
  });

  test('that is locked takes nothing', async ({ film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);

    // Act
    await masters.press(masters.lock);

    // Assert
    await expect(masters.unlock).toBeVisible();
    await expect(page.getByText('This asset is locked. Unlock it to change it.')).toBeVisible();
    for (const closed of [masters.generate, masters.variations, masters.rename, masters.delete, masters.description, masters.upload.input]) {
      await expect(closed).toBeDisabled();
    }
  });

  test('that fails says why, and is tried again', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await api.put(rowOf(film, 1), { description: '[refuse]' });
    await masters.goto(film.address, film.assets[1]!.id);

    // Act
    await masters.press(masters.generate);
    await expect.poll(async () => (await film.jobs())[0]?.status).toBe('failed');
    await masters.lookAgain();

    // Assert
    await expect(masters.images.failed).toContainText('The fake provider refuses this description.');

    // Act
    await masters.press(masters.images.retry(masters.images.failed));

    // Assert
    await expect(masters.said('Generation started again')).toBeVisible();
  });

  test('that another editor makes appears by itself @scripts', async ({ film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await masters.goto(film.address);
    await masters.description.fill('Half a sentence');

    // Act
    await film.setMaster(film.assets[0]!, [10, 120, 60]);

    // Assert
    await expect(masters.images.slides).toHaveCount(2);
    await expect(masters.description).toHaveValue('Half a sentence');
    await expect(masters.images.currentThumbnail).toHaveAccessibleName('Attempt 1');
  });

  test('is worked on by keys @scripts', async ({ api, film, page, scripts }) => {
    // Arrange
    const masters = new MastersPage(page, scripts);
    await film.setMaster(film.assets[0]!, [10, 120, 60]);
    await masters.goto(film.address);

    // Act and assert
    await page.keyboard.press('ArrowRight');
    await expect(masters.images.currentThumbnail).toHaveAccessibleName('Attempt 1');
    await page.keyboard.press('Enter');
    await expect(masters.images.badge(masters.images.attempt(1))).toBeVisible();
    await expect.poll(async () => (await history(api, film)).find((one) => one.is_selected)?.attempt_number).toBe(1);
    await page.keyboard.press('j');
    await expect(masters.name).toHaveText('Harbour steps');
    await page.keyboard.press('g');
    await expect.poll(() => numbers(api, film, 1)).toEqual([1]);
  });
});
