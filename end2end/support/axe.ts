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
  for (const { colorScheme, width, height } of LOOKS) {
    await test.step(`${state}, ${colorScheme}, ${width} × ${height}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      const found = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const told = found.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        where: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary?.replaceAll(/\s+/g, ' ')}`),
      }));
      expect.soft(told, `${state}, ${colorScheme}, ${width} × ${height}`).toEqual([]);
    });
  }
}
