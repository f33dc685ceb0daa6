import { expect, test } from '../fixtures';
import { expectAccessible } from '../support/axe';
import { IVO, MARA } from '../support/people';
import { payload } from '../support/picture';

const NOTE = 'You can look at this film. To change it, ask its owner.';

test.use({ ownServer: { people: [MARA, IVO] } });

test.describe('who may only look', () => {
  test.beforeEach(async ({ api, door, film }) => {
    await api.post(`/api${film.address}/members`, { email: IVO.email, role: 'viewer' });
    await film.shot().draw(3);
    await door.goto();
    await door.letIn(IVO);
  });

  test('sees the whole panel, is told so once, and finds every control closed', async ({ film, page, panel }) => {
    // Act
    await panel.goto(film.shot().address);

    // Assert
    await expect(page.getByText(NOTE)).toHaveCount(1);
    await expect(page.getByText(NOTE)).toBeVisible();
    await expect(panel.rows).toHaveCount(3);
    await expect(panel.images.slides).toHaveCount(3);
    await expect(panel.description).toBeVisible();
    const closed = [
      panel.provider, panel.variations,
      panel.generate, panel.asIs, panel.remove, panel.lock, panel.description, panel.save, panel.addTag, panel.carryForward,
      panel.upload.input, panel.add.fromProject, panel.add.create, panel.list.generate, panel.list.useMaster,
      panel.list.box('Mara Quill'), panel.add.gate.waive('Brass lantern'),
      panel.images.select(panel.images.attempt(1)), panel.images.delete(panel.images.attempt(1)),
    ];
    for (const control of closed) {
      await expect(control).toBeDisabled();
    }
    await expectAccessible(page, 'panel, looking');
  });

  test('searches, filters, opens assets and walks through the pictures all the same', async ({ film, panel }) => {
    // Arrange
    await panel.goto(film.shot().address);

    // Act and assert
    await panel.press(panel.images.next);
    await expect(panel.images.currentThumbnail).toHaveAccessibleName('Attempt 2');
    await panel.searchFor('lantern');
    await expect(panel.rows).toHaveCount(1);
    await panel.open('Brass lantern');
    await expect(panel.name).toHaveText('Brass lantern');
    await panel.searchFor('');
    await expect(panel.rows).toHaveCount(3);
    await panel.list.setFilter(true, 'Characters');
    await expect(panel.rows).toHaveCount(1);
  });

  test('no key acts, and no picture is taken in @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);
    const before = { instance: await shot.instance(), numbers: await shot.numbers() };

    // Act
    for (const key of ['g', 'm', 'u', 'Enter', 'Delete', 'z']) {
      await page.keyboard.press(key);
    }
    const transfer = await page.evaluateHandle((bytes) => {
      const transfer = new DataTransfer();
      const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([data], 'mine.png', { type: 'image/png' }));
      return transfer;
    }, payload('mine.png', [1, 2, 3]).buffer.toString('base64'));
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      await panel.name.dispatchEvent(kind, { dataTransfer: transfer });
    }
    await page.keyboard.press('j');

    // Assert
    await expect(panel.name).toHaveText('Harbour steps');
    expect({ instance: await shot.instance(), numbers: await shot.numbers() }).toEqual(before);
    // The three that were drawn are all that was ever asked for.
    expect(await film.jobs()).toHaveLength(3);
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  });

  test('sees what others change, and is offered nothing to take back @scripts', async ({ film, page, panel }) => {
    // Arrange
    const shot = film.shot();
    await panel.goto(shot.address);

    // Act
    await shot.upload([10, 20, 30]);

    // Assert
    await expect(panel.images.slides).toHaveCount(4);
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  });

  test('sees the board and the queue, and changes neither', async ({ board, film, page, queue }) => {
    // Act and assert
    await board.goto(film.address);
    await expect(page.getByText(NOTE)).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'New scene' })).toBeDisabled();
    await expect(board.cell('Mara Quill', 1)).toBeVisible();
    await expectAccessible(page, 'board, looking');

    await queue.goto(film.queueAddress);
    await expect(queue.rows).toHaveCount(3);
    await expect(page.getByText(NOTE)).toHaveCount(1);
  });

  test('is refused by the server too', async ({ apiOf, film }) => {
    // Act
    const answers = await Promise.all([
      apiOf(IVO).ask('PUT', film.shot().path, { descriptionOverride: 'Mine' }),
      apiOf(IVO).ask('POST', `${film.shot().path}/generate-image`, {}),
      apiOf(IVO).ask('DELETE', `/api${film.address}`),
    ]);

    // Assert
    const refused = { status: 403, body: { error: expect.any(String), code: 'forbidden', requestId: expect.any(String) } };
    expect(answers).toEqual(answers.map(() => refused));
  });
});
