import { expect, test } from '../fixtures';
import { payload, type Payload } from '../support/picture';
import type { Shot } from '../support/shot';

const WRONG_TYPE = 'Invalid file type. Only PNG, JPEG, and WebP are allowed.';
const TOO_LARGE = 'File too large. Maximum size is 5 MB.';
const FIVE_MB = 5 * 1024 * 1024;

const TEXT: Payload = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Not a picture at all.') };

/** A picture with so much behind it that it is this large. */
function padded(name: string, bytes: number): Payload {
  const { buffer, ...rest } = payload(name);
  return { ...rest, buffer: Buffer.concat([buffer, Buffer.alloc(bytes - buffer.length)]) };
}

/** The names of the files in the history, newest first. */
async function files(shot: Shot): Promise<(string | null)[]> {
  return (await shot.attempts()).map((attempt) => attempt.original_filename);
}

test.describe('uploading', () => {
  test('a chosen picture is stored and selected', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.draw();
    await panel.goto(shot.address);

    // Act
    await panel.upload.choose(payload('coat.png'));

    // Assert
    await expect(panel.said('Image uploaded')).toBeVisible();
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect(panel.images.attempt(2)).toContainText('Uploaded');
    await expect(panel.images.attempt(2)).toContainText('coat.png');
    await expect.poll(() => shot.inForce()).toBe(2);
    const [uploaded] = await shot.attempts();
    expect(uploaded).toMatchObject({ source: 'uploaded', original_filename: 'coat.png' });
  });

  test('a click opens the chooser, and several files go in order @scripts', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);

    // Act
    await panel.upload.click(payload('one.png', [1, 2, 3]), payload('two.png', [4, 5, 6]), payload('three.png', [7, 8, 9]));

    // Assert
    await expect(panel.images.slides).toHaveCount(3);
    await expect(panel.images.badge(panel.images.attempt(3))).toBeVisible();
    await expect(panel.upload.progress).toHaveCount(0);
    await expect.poll(() => files(shot)).toEqual(['three.png', 'two.png', 'one.png']);
    expect(await shot.inForce()).toBe(3);
  });

  test('pictures are dropped @scripts', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);

    // Act
    await panel.upload.drop(payload('left.png', [1, 2, 3]), payload('right.png', [4, 5, 6]));

    // Assert
    await expect(panel.images.badge(panel.images.attempt(2))).toBeVisible();
    await expect.poll(() => files(shot)).toEqual(['right.png', 'left.png']);
  });

  test('a picture is pasted @scripts', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);

    // Act
    await panel.upload.paste(payload('clipboard.png'));

    // Assert
    await expect(panel.said('Image uploaded')).toBeVisible();
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    const [pasted] = await shot.attempts();
    expect(pasted).toMatchObject({ source: 'uploaded', is_selected: true });
  });

  test('another kind of file is refused with a reason', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    await expect(panel.upload.input).toHaveAttribute('accept', '.png,.jpg,.jpeg,.webp');

    // Act
    await panel.upload.choose(TEXT);

    // Assert
    await expect(panel.said(WRONG_TYPE)).toBeVisible();
    await expect(panel.noImage).toBeVisible();
    expect(await shot.numbers()).toEqual([]);
  });

  test('a file that is too large is refused with a reason', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);

    // Act
    await panel.upload.choose(padded('huge.png', FIVE_MB + 1));

    // Assert
    await expect(panel.said(TOO_LARGE)).toBeVisible();
    await expect(panel.noImage).toBeVisible();
    expect(await shot.numbers()).toEqual([]);
  });

  test('what is refused is said before anything is sent, and the rest goes @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.url());
    });
    await panel.goto(shot.address);

    // Act
    await panel.upload.choose(TEXT, padded('huge.png', FIVE_MB + 1));

    // Assert
    await expect(panel.said(WRONG_TYPE)).toBeVisible();
    await expect(panel.said(TOO_LARGE)).toBeVisible();
    expect(sent).toEqual([]);

    // Act
    await panel.upload.choose(TEXT, payload('good.png'));

    // Assert
    await expect(panel.images.badge(panel.images.attempt(1))).toBeVisible();
    expect(sent).toEqual([expect.stringContaining('/upload-image')]);
    expect(await files(shot)).toEqual(['good.png']);
  });

  test('the percentage really sent is shown, and "Cancel upload" ends it @scripts', async ({ context, film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    const slow = await context.newCDPSession(page);
    await slow.send('Network.enable');
    const pace = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100 * 1024 };
    await slow.send('Network.emulateNetworkConditions', pace);

    // Act
    await panel.upload.choose(padded('long.png', FIVE_MB - 1), payload('waits.png'));

    // Assert
    const percent = async () => Number(await panel.upload.progress.getAttribute('value'));
    await expect.poll(percent).toBeGreaterThan(0);
    expect(await percent()).toBeLessThan(100);

    // Act
    await panel.upload.cancel.click();

    // Assert
    await expect(panel.said('Upload cancelled')).toBeVisible();
    await expect(panel.upload.progress).toHaveCount(0);
    expect(await shot.numbers()).toEqual([]);
  });

  test('a ninth takes the first out, which can be restored', async ({ film, panel }) => {
    // Arrange
    const shot = film.shot();
    for (let file = 1; file <= 8; file += 1) {
      await shot.upload([20 * file, 10, 10], `${file}.png`);
    }
    await panel.goto(shot.address);
    await expect(panel.images.slides).toHaveCount(8);

    // Act
    await panel.upload.choose(payload('9.png', [9, 200, 9]));

    // Assert
    await expect(panel.images.badge(panel.images.attempt(9))).toBeVisible();
    await expect(panel.images.slides).toHaveCount(8);
    await expect(panel.images.attempt(1)).toHaveCount(0);
    await expect(panel.removed).toHaveText('Removed (1)');
    await expect.poll(() => shot.numbers()).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
    expect(await shot.inForce()).toBe(9);
  });

  test('a locked asset takes none and says why', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await shot.change({ locked: true });

    // Act
    await panel.goto(shot.address);

    // Assert
    await expect(panel.upload.input).toBeDisabled();
    await expect(page.getByRole('main').getByText('Unlock it to upload a picture.')).toBeVisible();
  });
});
