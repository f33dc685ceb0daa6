import { expect, test } from '../fixtures';

test.describe('the queue', () => {
  test('a running job is cancelled from its slide and retried from the queue', async ({ film, panel, queue }) => {
    // Arrange
    const shot = film.shot();
    await shot.describe('Mara [hang]');
    await panel.goto(shot.address);
    await panel.press(panel.generate);
    const job = await film.asked();
    await shot.until(job.jobId, 'generating');

    // Act
    await panel.press(panel.images.cancel(panel.images.running));

    // Assert
    await expect(panel.images.running).toHaveCount(0);
    await expect(panel.noImage).toBeVisible();
    await expect(panel.said('Generation cancelled')).toBeVisible();
    expect((await shot.job(job.jobId)).status).toBe('cancelled');

    // Act
    await queue.goto(film.queueAddress);
    await expect(queue.row('Mara Quill')).toContainText('cancelled');
    await queue.retry('Mara Quill').click();

    // Assert
    await expect(queue.said('Generation started again')).toBeVisible();
    await expect(queue.row('Mara Quill')).toContainText(/queued|generating/);
    await shot.until(job.jobId, 'generating');

    // Act
    await queue.cancel('Mara Quill').click();

    // Assert
    await expect(queue.said('Generation cancelled')).toBeVisible();
    await expect(queue.retry('Mara Quill')).toBeVisible();
    expect((await shot.job(job.jobId)).status).toBe('cancelled');
    expect(await shot.numbers()).toEqual([]);
  });

  test('it names asset, scene, state and cost, newest first, and leads to the panel', async ({ film, page, panel, queue }) => {
    // Arrange
    await film.shot(1, 1).draw();
    await film.shot(2, 2).draw();

    // Act
    await queue.goto(film.queueAddress);

    // Assert
    await expect(queue.rows).toHaveCount(2);
    await expect(queue.rows.first()).toContainText('Harbour steps');
    await expect(queue.rows.first()).toContainText('Scene 2');
    await expect(queue.row('Mara Quill')).toContainText('completed');
    await expect(queue.row('Mara Quill')).toContainText('0.04 cr');
    const costs = (await film.jobs()).map((job) => job.cost.actual);
    expect(costs).toEqual([0.04, 0.04]);

    // Act
    await queue.row('Harbour steps').getByRole('link').click();

    // Assert
    await expect(page).toHaveURL(film.shot(2, 2).address);
    await expect(panel.name).toHaveText('Harbour steps');
  });
});
