import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { expect, test, type Page } from '../fixtures';
import { MastersPage } from '../pages/masters';
import { makeFilm } from '../support/film';

const FOLDER = join(__dirname, '../test-results/screens');
const SIZES = [[1440, 900], [1024, 768], [390, 844]] as const;
const SCHEMES = ['dark', 'light'] as const;

/** Keeps a picture of the page in every size and colour, and expects that nothing runs out at the side. */
async function keep(page: Page, info: TestInfo, state: string): Promise<void> {
  for (const [width, height] of SIZES) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const name = `${state}-${width}x${height}-${colorScheme}-${info.project.name}.png`;
      const path = join(FOLDER, name);
      await page.screenshot({ path });
      await info.attach(name, { path, contentType: 'image/png' });
      const over = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.scrollingElement!;
        return scrollWidth - clientWidth;
      });
      expect.soft(over, `pixels that ${name} is too wide`).toBeLessThanOrEqual(0);
    }
  }
}

test.describe('screens of the panel', () => {
  test('full', async ({ film, page, panel }, info) => {
    const shot = film.shot(1, 2);
    await film.shot(1, 1).draw();
    await shot.draw(9);
    await panel.goto(shot.address);
    await keep(page, info, 'full');
  });

  test('empty', async ({ film, page, panel }, info) => {
    await panel.goto(film.shot(2).address);
    await keep(page, info, 'empty');
  });

  test('failed', async ({ film, page, panel }, info) => {
    const shot = film.shot();
    await shot.draw();
    await shot.describe('[refuse]');
    await shot.ended((await shot.generate()).jobId);
    await panel.goto(`${shot.address}&show=job-${(await film.jobs())[0]!.jobId}`);
    await expect(panel.images.failed).toBeInViewport();
    await keep(page, info, 'failed');
  });

  test('as-is', async ({ film, page, panel }, info) => {
    await film.shot().draw();
    await film.shot().useMaster();
    await panel.goto(film.shot().address);
    await keep(page, info, 'as-is');
  });

  test('stale', async ({ board, film, page, panel }, info) => {
    await film.makeStale(1);
    await panel.goto(film.shot(1, 2).address);
    await keep(page, info, 'stale');
    await board.goto(film.address);
    await keep(page, info, 'board-stale');
  });

  test('comparison', async ({ film, page, panel }, info) => {
    const shot = film.shot();
    await shot.draw(2);
    await shot.describe('A lean woman in a ball gown');
    await shot.draw(2);
    await panel.goto(shot.address);
    await panel.compareLink.click();
    await expect(panel.comparison.items).toHaveCount(2);
    await keep(page, info, 'compare-two');
    await panel.comparison.slider.click();
    await expect(panel.comparison.slider).toHaveAttribute('aria-current', 'true');
    await keep(page, info, 'compare-slider');
    await panel.comparison.beside(1).click();
    await expect(panel.comparison.items).toHaveCount(3);
    await panel.comparison.beside(2).click();
    await expect(panel.comparison.items).toHaveCount(4);
    await keep(page, info, 'compare-four');
  });

  test('versions', async ({ film, page, panel }, info) => {
    await film.shot().describe('Soaked through, the left sleeve torn at the elbow');
    await film.shot().describe('Dry again');
    await panel.goto(film.shot().address);
    await panel.versions.click();
    await expect(panel.version('Soaked through')).toBeVisible();
    await keep(page, info, 'versions');
  });

  test('bulk', async ({ film, page, panel }, info) => {
    await film.shot(1).describe('[hang]');
    await panel.goto(film.scene().address);
    await panel.list.select('Mara Quill', 'Harbour steps', 'Brass lantern');
    await panel.press(panel.list.generate);
    await expect(panel.list.progress).toBeVisible();
    await keep(page, info, 'bulk');
  });

  test('gate and hand-over', async ({ film, handover, page, panel }, info) => {
    for (const asset of [1, 2]) {
      await film.shot(asset).draw();
    }
    await film.shot(3).change({ waivedReason: 'Off screen' });
    await panel.goto(film.shot(3).address);
    await expect(panel.add.gate.items).toHaveCount(0);
    await keep(page, info, 'gate-open');
    await handover.goto(`${film.scene().address}/handover`);
    await expect(handover.items).toHaveCount(3);
    await keep(page, info, 'handover');
  });

  test('filled', async ({ film, page, panel }, info) => {
    const scene = await film.addScene('EXT. QUAY - DAWN');
    await panel.goto(scene.address);
    await expect(panel.filled).toBeVisible();
    await keep(page, info, 'filled');
  });

  test('filter and dialogs', async ({ board, film, page, panel }, info) => {
    await film.addAsset({ name: 'Rowing boat', assetType: 'prop', description: 'Leaking', master: [9, 99, 99] });
    await panel.goto(film.shot().address);
    await panel.list.filter.click();
    await expect(panel.list.choice('Characters')).toBeVisible();
    await keep(page, info, 'filter');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1440, height: 900 });
    await panel.add.fromProject.click();
    await expect(panel.add.choice('Rowing boat')).toBeVisible();
    await keep(page, info, 'add');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1440, height: 900 });
    await panel.add.create.click();
    await keep(page, info, 'create');
    await board.goto(film.address);
    await page.getByRole('button', { name: 'New scene' }).click();
    await keep(page, info, 'new-scene');
  });

  test('drawers', async ({ film, page, panel }, info) => {
    for (const [drawer, number] of [['Assets', 0], ['Add', 1]] as const) {
      await page.setViewportSize({ width: 1024, height: 768 });
      await panel.goto(film.shot().address);
      await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: drawer }).click();
      await expect([panel.assets, panel.add.region][number]!).toBeInViewport();
      await keep(page, info, `drawer-${drawer.toLowerCase()}`);
    }
  });

  test('the assets of the film', async ({ api, film, page, scripts }, info) => {
    const masters = new MastersPage(page, scripts);
    await film.setMaster(film.assets[0]!, [20, 90, 120]);
    await masters.goto(film.address);
    await expect(masters.images.slides).toHaveCount(2);
    await keep(page, info, 'masters');
    await masters.goto(film.address, film.assets[1]!.id);
    await expect(masters.noImage).toBeVisible();
    await keep(page, info, 'masters-no-picture');
    await api.put(`/api${film.address}/assets/${film.assets[1]!.id}`, { description: '[refuse]' });
    await masters.press(masters.generate);
    await expect.poll(async () => (await film.jobs())[0]?.status).toBe('failed');
    await masters.goto(film.address, film.assets[1]!.id);
    await keep(page, info, 'masters-failed');
    await page.setViewportSize({ width: 1440, height: 900 });
    await masters.delete.click();
    await keep(page, info, 'masters-delete');
    await masters.goto((await makeFilm(api, { headings: [], assets: [] })).address);
    await keep(page, info, 'masters-none');
  });

  test('the other pages', async ({ board, film, home, page, queue }, info) => {
    await film.shot(1).draw();
    await film.shot(2).draw();
    await board.goto(film.address);
    await keep(page, info, 'board');
    await queue.goto(film.queueAddress);
    await keep(page, info, 'queue');
    await home.goto();
    await keep(page, info, 'home');
  });
});
