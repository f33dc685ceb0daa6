import { expect, test } from '../fixtures';
import { payload } from '../support/picture';

const USED = 'The master is used as-is';
const WHY = 'This asset uses its master as-is. Untick "Use master as-is" to generate or describe it.';

test.describe('the master as it is', () => {
  test('ticking takes a copy of the reference, and unticking changes the flag alone', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await panel.goto(shot.address);
    await expect(panel.asIs).not.toBeChecked();

    // Act
    await panel.tick(panel.asIs, true);

    // Assert
    await expect(panel.said(USED)).toBeVisible();
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.images.attempt(2)).toContainText('Master copy');
    await expect(panel.asIs).toBeChecked();
    await expect(panel.row('Mara Quill').getByText('Master', { exact: true })).toBeVisible();
    await expect.poll(() => shot.inForce()).toBe(2);
    const [copy] = await shot.attempts();
    expect(copy).toMatchObject({ source: 'master_copy', copied_from_url: expect.stringContaining('/media/assets/') });

    // Act
    await panel.tick(panel.asIs, false);

    // Assert
    await expect(panel.said('The master is no longer used as-is')).toBeVisible();
    await expect(panel.asIs).not.toBeChecked();
    await expect(panel.row('Mara Quill').getByText('Master', { exact: true })).toHaveCount(0);
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect.poll(async () => (await shot.instance()).use_master_as_is).toBe(false);
    expect(await shot.numbers()).toEqual([2, 1]);
    expect(await shot.inForce()).toBe(2);
  });

  test('generating and describing are closed meanwhile, with the reason', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    await expect(panel.generate).toBeEnabled();

    // Act
    await panel.tick(panel.asIs, true);

    // Assert
    await expect(panel.generate).toBeDisabled();
    await expect(panel.generate).toHaveAccessibleDescription(WHY);
    await expect(panel.description).toBeDisabled();
    await expect(panel.description).toHaveAccessibleDescription(WHY);
    await expect(panel.save).toBeDisabled();

    // Act
    await panel.tick(panel.asIs, false);

    // Assert
    await expect(panel.generate).toBeEnabled();
    await expect(panel.description).toBeEnabled();
    await expect(panel.save).toBeEnabled();
  });

  test('"Undo" brings the picture before back and leaves no copy', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await panel.goto(shot.address);
    await panel.tick(panel.asIs, true);
    await expect.poll(() => shot.inForce()).toBe(2);

    // Act
    await panel.press(panel.undoOf(USED));

    // Assert
    await expect(panel.asIs).not.toBeChecked();
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await expect(panel.images.slides).toHaveCount(1);
    await expect.poll(() => shot.numbers()).toEqual([1]);
    expect(await shot.inForce()).toBe(1);
    expect((await shot.instance()).use_master_as_is).toBe(false);
  });

  test('selecting another picture ends it', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await shot.useMaster();
    await panel.goto(shot.address);

    // Act
    await panel.press(panel.images.select(panel.images.attempt(1)));

    // Assert
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await expect(panel.asIs).not.toBeChecked();
    await expect.poll(async () => (await shot.instance()).use_master_as_is).toBe(false);
  });

  test('"Upload instead" opens the zone again and ends it', async ({ film, page, panel, scripts }) => {
    // Arrange
    const shot = film.shot();
    await shot.useMaster();
    await panel.goto(shot.address);
    await expect(panel.upload.input).toBeDisabled();
    await expect(page.getByRole('main').getByText(USED, { exact: true })).toBeVisible();

    // Act
    if (scripts) {
      const chooser = page.waitForEvent('filechooser');
      await panel.upload.instead.click();
      await (await chooser).setFiles(payload('own.png'));
    } else {
      await panel.press(panel.upload.instead);
      await panel.upload.choose(payload('own.png'));
    }

    // Assert
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.asIs).not.toBeChecked();
    await expect(panel.upload.instead).toHaveCount(0);
    await expect.poll(() => shot.inForce()).toBe(2);
    const [own] = await shot.attempts();
    expect(own).toMatchObject({ source: 'uploaded', original_filename: 'own.png' });
    expect((await shot.instance()).use_master_as_is).toBe(false);
  });

  test('another reference is copied at once while it is on', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot(1, 2);
    const { images, reference } = panel;
    await film.shot(1, 1).upload([20, 160, 90]);
    await shot.useMaster();
    await panel.goto(shot.address);
    await expect(reference.active(reference.labelled('Scene 1'))).toBeVisible();

    // Act
    await panel.press(reference.useThis(reference.labelled('Stage 5 Master')));

    // Assert
    await expect(images.badge(images.attempt(2))).toBeVisible();
    await expect(reference.active(reference.labelled('Stage 5 Master'))).toBeVisible();
    await expect(panel.asIs).toBeChecked();
    await expect.poll(() => shot.inForce()).toBe(2);
    const [copy] = await shot.attempts();
    expect(copy).toMatchObject({ source: 'master_copy', copied_from_url: expect.stringContaining('/media/assets/') });
  });

  test('without a master the box is closed and says why', async ({ api, film, page, panel }) => {
    // Arrange
    const shot = film.shot(2);

    // Act
    await panel.goto(shot.address);

    // Assert
    await expect(panel.asIs).toBeDisabled();
    await expect(panel.asIs).not.toBeChecked();
    await expect(panel.asIs).toHaveAccessibleDescription('No master image available to use');
    await expect(page.getByRole('main').getByText('No master image available to use')).toBeVisible();
    const answer = await api.ask<{ error: string }>('POST', `${shot.path}/use-master-as-is`, { enabled: true });
    expect(answer).toMatchObject({ status: 400, body: { error: 'No master image available to use' } });
  });
});
