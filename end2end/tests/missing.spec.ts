import { expect, test } from '../fixtures';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';

test.describe('what is not there', () => {
  test('every such address answers 404 with a page that leads back', async ({ film, home, missing, watch }) => {
    // Arrange
    watch.allow(/answer 404: GET/, /status of 404/);
    const scene = film.scene();
    const addresses = [
      '/nowhere',
      '/projects',
      '/projects/not-an-id',
      `/projects/${UNKNOWN}`,
      `/projects/${UNKNOWN}/jobs`,
      `/projects/${UNKNOWN}/scenes/${scene.id}`,
      `${film.address}/scenes/${UNKNOWN}`,
      `${film.address}/scenes/not-an-id`,
      `${scene.address}?asset=${UNKNOWN}`,
    ];

    for (const address of addresses) {
      await test.step(address, async () => {
        // Act
        const answer = await missing.goto(address);

        // Assert
        expect.soft(answer?.status(), address).toBe(404);
        await expect.soft(missing.title, address).toBeVisible({ timeout: 2_000 });
        await expect.soft(missing.back, address).toBeVisible({ timeout: 2_000 });
      });
    }

    // Act
    await missing.goto('/nowhere');
    await missing.back.click();

    // Assert
    await expect(home.newProject).toBeVisible();
  });

  test('the API answers 404 in its own shape', async ({ api, film }) => {
    // Act
    const answers = await Promise.all([
      api.ask('GET', '/api/nowhere'),
      api.ask('GET', `/api/projects/${UNKNOWN}`),
      api.ask('GET', `/api${film.address}/scenes/${UNKNOWN}`),
      api.ask('GET', `/api${film.scene().address}/assets/${UNKNOWN}`),
      api.ask('GET', `/api/images/jobs/${UNKNOWN}`),
    ]);

    // Assert
    const shape = { status: 404, body: { error: expect.any(String), code: 'not_found', requestId: expect.any(String) } };
    expect(answers).toEqual(answers.map(() => shape));
  });
});
