import { expect, test } from '../fixtures';

test.describe('a server that is killed', () => {
  test.use({ ownServer: {} });

  test('the job that ran ends exactly once after a restart', async ({ film, panel, server, watch }) => {
    // Arrange
    watch.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/);
    const shot = film.shot();
    await shot.describe('Mara on the steps [slow]');
    await panel.goto(shot.address);
    await panel.press(panel.generate);
    const { jobId } = await film.asked();
    await shot.until(jobId, 'generating');

    // Act
    await server.kill();
    await server.run();

    // Assert
    await shot.ended(jobId);
    await panel.lookAgain();
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    await expect(panel.images.slides).toHaveCount(1);
    const jobs = await film.jobs();
    expect(jobs).toEqual([expect.objectContaining({ jobId, status: 'completed', retryCount: 0 })]);
    expect(await shot.numbers()).toEqual([1]);
    expect(await shot.inForce()).toBe(1);
  });
});
