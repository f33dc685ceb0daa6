import { expect, test } from '../fixtures';
import { makeFilm } from '../support/film';

test.describe('the master reference', () => {
  test('the first scene shows the master alone', async ({ film, panel }) => {
    // Arrange
    await film.shot(1, 1).draw();

    // Act
    await panel.goto(film.shot(1, 1).address);

    // Assert
    await expect(panel.reference.slides).toHaveCount(1);
    await expect(panel.reference.active(panel.reference.labelled('Stage 5 Master'))).toBeVisible();
    await expect(panel.reference.useThis(panel.reference.region)).toHaveCount(0);
  });

  test('without a master there is none', async ({ film, panel }) => {
    // Act
    await panel.goto(film.shot(2, 1).address);

    // Assert
    await expect(panel.noReference).toBeVisible();
    await expect(panel.reference.slides).toHaveCount(0);
  });

  test('another choice changes what is sent for the next picture', async ({ film, panel }) => {
    // Arrange
    await film.shot(1, 1).upload([20, 90, 160]);
    const shot = film.shot(1, 2);
    const { reference, images } = panel;
    await panel.goto(shot.address);
    await expect(reference.slides).toHaveCount(2);
    await expect(reference.active(reference.labelled('Scene 1'))).toBeVisible();

    // Act: the master instead of the scene before
    await panel.press(reference.useThis(reference.labelled('Stage 5 Master')));

    // Assert
    await expect(panel.said('Reference chosen')).toBeVisible();
    await expect(reference.active(reference.labelled('Stage 5 Master'))).toBeVisible();
    await expect(reference.active(reference.labelled('Scene 1'))).toHaveCount(0);
    await expect.poll(() => shot.startsFrom()).toBeNull();

    // Act
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([1]);
    await panel.lookAgain();
    await images.whatWasSent(images.attempt(1)).click();

    // Assert
    await expect(images.sent(images.attempt(1))).toContainText('Stage 5 Master');
    await expect(images.sent(images.attempt(1))).toContainText('A lean woman in an oilskin coat');

    // Act: the scene before again
    await panel.press(reference.useThis(reference.labelled('Scene 1')));
    await expect.poll(() => shot.startsFrom()).toBe(1);
    await panel.press(panel.generate);
    await expect.poll(() => shot.numbers()).toEqual([2, 1]);
    await panel.lookAgain();
    await images.whatWasSent(images.attempt(2)).click();

    // Assert
    await expect(images.sent(images.attempt(2))).toContainText('Scene 1');
    await expect(images.badge(images.attempt(2))).toBeVisible();
    const [second, first] = await shot.attempts();
    expect(first?.reference_snapshot).toMatchObject({ source: 'stage5_master', sceneNumber: null });
    expect(second?.reference_snapshot).toMatchObject({ source: 'prior_scene_instance', sceneNumber: 1 });
    expect(second?.reference_snapshot?.sha256).not.toBe(first?.reference_snapshot?.sha256);
  });

  test('a deferred scene lets go of the choice, and the panel says so', async ({ api, panel }) => {
    // Arrange
    const film = await makeFilm(api, { headings: ['EXT. PIER - DAY', 'EXT. PIER - DUSK', 'EXT. PIER - NIGHT'] });
    const shot = film.shot(1, 3);
    await film.shot(1, 1).upload([10, 20, 30]);
    await film.shot(1, 2).upload([40, 50, 60]);
    await shot.startFrom(film.shot(1, 1));
    await panel.goto(shot.address);
    await expect(panel.reference.active(panel.reference.labelled('Scene 1'))).toBeVisible();

    // Act
    await film.defer(film.scene(1));
    await panel.lookAgain();

    // Assert
    await expect(panel.reference.labelled('Scene 1')).toHaveCount(0);
    await expect(panel.reference.active(panel.reference.labelled('Scene 2'))).toBeVisible();
    const why = 'The chosen reference, scene 1, was deferred. The most recent one holds again.';
    await expect(panel.reference.region).toContainText(why);
    expect(await shot.startsFrom()).toBe(2);
  });
});
