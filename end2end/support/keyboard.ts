import type { Locator } from '@playwright/test';

const MOST = 80;

/** Walks with Tab until the focus is there. */
export async function tabTo(target: Locator): Promise<void> {
  const page = target.page();
  for (let steps = 0; steps < MOST; steps += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never came to ${target}.`);
}
