import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { expect, test, type Page } from '../fixtures';

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
