import { expect, test } from '../fixtures';
import type { Film } from '../support/film';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';

const ADDRESSES: Record<string, (film: Film) => string> = {
  'an unknown address': () => '/nowhere',
  'a malformed project': () => '/projects/not-an-id',
  'an unknown project': () => `/projects/${UNKNOWN}`,
  'the queue of an unknown project': () => `/projects/${UNKNOWN}/jobs`,
  'a scene of an unknown project': (film) => `/projects/${UNKNOWN}/scenes/${film.scene().id}`,
  'an unknown scene': (film) => `${film.address}/scenes/${UNKNOWN}`,
  'a malformed scene': (film) => `${film.address}/scenes/not-an-id`,
};

test.describe('what is not there', () => {
  for (const [what, address] of Object.entries(ADDRESSES)) {
    test(`${what} answers 404 with a page that leads back`, async ({ film, home, missing, watch }) => {
      // Arrange
      watch.allow(/answer 404: GET/, /status of 404/);

      // Act
      const answer = await missing.goto(address(film));

      // Assert
      expect(answer?.status()).toBe(404);
      await expect(missing.title).toBeVisible();
      await missing.back.click();
      await expect(home.newProject).toBeVisible();
    });
  }

  test('an asset that is not in the scene gives way to the first that is', async ({ film, panel }) => {
    // Act
    await panel.goto(`${film.scene().address}?asset=${UNKNOWN}`);

    // Assert
    await expect(panel.currentRow).toContainText('Mara Quill');
  });

  test('the folder of the projects leads to the first page', async ({ home, missing }) => {
    // Act
    const answer = await missing.goto('/projects');

    // Assert
    expect(answer?.status()).toBe(200);
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
