import type { Locator, Route } from '@playwright/test';
import { expect, test } from '../fixtures';

/** What the arrows of the field do, several times at once. */
async function lower(field: Locator, steps: number): Promise<void> {
  await field.evaluate((field: HTMLInputElement, steps) => {
    field.focus();
    for (let step = 0; step < steps; step += 1) {
      field.stepDown();
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }, steps);
}

/** Takes the field's end away, so that the page sends what the server refuses. */
async function unbound(field: Locator): Promise<void> {
  await field.evaluate((field) => field.removeAttribute('max'));
}

test.describe('weights of references', () => {
  test('one that is lowered step by step is sent once @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/act')) {
        sent.push(new URLSearchParams(request.postData() ?? '').get('weight') ?? '');
      }
    });

    // Act
    await lower(panel.extras.weightInForce, 5);

    // Assert
    await expect(panel.said('The reference in force counts 75 %')).toBeVisible();
    expect(sent).toEqual(['75']);
    expect((await shot.instance()).reference_weight).toBe(0.75);
  });

  test('one that is changed again waits for the answer before it @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    const held: Route[] = [];
    await page.route('**/act', (route) => {
      held.push(route);
    });
    const field = panel.extras.weightInForce;

    // Act
    await field.fill('60');
    await field.press('Enter');
    await expect.poll(() => held.length).toBe(1);
    await field.fill('40');
    await field.press('Enter');
    await page.evaluate(async () => (await fetch(location.href)).status);

    // Assert
    expect(held).toHaveLength(1);

    // Act
    await held[0]!.continue();
    await expect.poll(() => held.length).toBe(2);
    await held[1]!.continue();

    // Assert
    await expect(panel.said('The reference in force counts 40 %')).toBeVisible();
    await expect(field).toHaveValue('40');
    expect((await shot.instance()).reference_weight).toBe(0.4);
  });

  test('one that is refused is put back', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    const field = panel.extras.weightInForce;
    await unbound(field);

    // Act
    await panel.extras.weigh(field, 300);

    // Assert
    await expect(panel.said('A weight is a number from 0.05 to 1.')).toBeVisible();
    await expect(field).toHaveValue('100');
    expect((await shot.instance()).reference_weight).toBe(1);
  });
});

test.describe('what a reference stands for', () => {
  test('has to be said of what is no location', async ({ film, panel, scripts }) => {
    // Arrange
    const shot = film.shot();
    const { extras } = panel;
    await panel.goto(shot.address);

    // Act
    await extras.send('Brass lantern');

    // Assert
    if (scripts) {
      expect(await extras.role.evaluate((field) => field.matches(':invalid'))).toBe(true);
    } else {
      await expect(panel.said('Say what Brass lantern stands for: identity, style or location.')).toBeVisible();
    }
    expect(await shot.extras()).toEqual([]);

    // Act
    await extras.send('Brass lantern', { role: 'Style' });

    // Assert
    await expect(extras.item('Brass lantern')).toContainText('Style');
  });

  test('is chosen with a location @scripts', async ({ film, panel }) => {
    // Arrange
    const { extras } = panel;
    await panel.goto(film.shot().address);
    await extras.open();

    // Act
    await extras.asset.selectOption({ label: 'Harbour steps' });

    // Assert
    await expect(extras.role).toHaveValue('location');

    // Act
    await extras.asset.selectOption({ label: 'Brass lantern' });

    // Assert
    await expect(extras.role).toHaveValue('');
  });

  test('stands there still when it was refused @scripts', async ({ film, panel }) => {
    // Arrange
    const { extras } = panel;
    await panel.goto(film.shot().address);
    await extras.open();
    await unbound(extras.weight);

    // Act
    await extras.send('Brass lantern', { role: 'Style', weight: 300 });

    // Assert
    await expect(panel.said('A weight is a number from 0.05 to 1.')).toBeVisible();
    await expect(extras.asset.locator('option:checked')).toHaveText('Brass lantern');
    await expect(extras.role).toHaveValue('style');
    await expect(extras.weight).toHaveValue('300');
  });
});
