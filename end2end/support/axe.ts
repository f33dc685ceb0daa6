import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const LOOKS = [
  { colorScheme: 'dark', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 390, height: 844 },
  { colorScheme: 'light', width: 390, height: 844 },
  { colorScheme: 'light', width: 1440, height: 900 },
] as const;

/** Expects that axe finds nothing: in the dark and in the light, on a desk and on a telephone. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const scripts = test.info().project.use.javaScriptEnabled !== false;
  const looked = scripts ? page : await copyOf(page);
  for (const { colorScheme, width, height } of LOOKS) {
    const look = `${state}, ${colorScheme}, ${width} × ${height}`;
    await test.step(look, async () => {
      await looked.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await looked.setViewportSize({ width, height });
      const { violations } = await new AxeBuilder({ page: looked }).setLegacyMode().analyze();
      const told = violations.map(({ id, help, nodes }) => ({
        id,
        help,
        where: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary?.replaceAll(/\s+/g, ' ')}`),
      }));
      expect.soft(told, look).toEqual([]);
    });
  }
  if (looked !== page) {
    await looked.context().close();
  }
}

/** The page as it stands, where axe may run though the page's own scripts may not. */
async function copyOf(page: Page): Promise<Page> {
  const body = (await page.content()).replaceAll(/<script[\s\S]*?<\/script>/g, '');
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: true });
  const copy = await context.newPage();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await copy.goto(page.url());
  return copy;
}
