import { expect, test } from '../fixtures';
import { expectAccessible } from '../support/axe';
import { IVO, MARA, NOBODY_KNOWS } from '../support/people';

test.use({ ownServer: { people: [MARA, IVO] } });

test.describe('who takes part in a film', () => {
  test('its owner adds people, changes what they may do, and removes them', async ({ apiOf, door, film, members, page, reader, watch }) => {
    // Arrange
    watch.allow(/answer 4\d\d: POST/, /status of 4\d\d/);
    await door.goto(`/login?next=${film.address}`);
    await door.letIn(MARA);
    await reader.open(MARA.name);
    await reader.members.click();
    await expect(members.rows).toHaveCount(1);
    await expect(members.row(MARA.name)).toContainText('Owner, who made the film');
    await expect(members.remove(MARA.name)).toHaveCount(0);

    // Act
    await members.add(NOBODY_KNOWS, 'Viewer');

    // Assert
    await expect(members.why).toBeVisible();
    await expect(members.email).toHaveValue(NOBODY_KNOWS);
    await expectAccessible(page, 'members, refused');

    // Act
    await members.add(IVO.email, 'Viewer');

    // Assert
    await expect(members.said('Ivo Brandt takes part now')).toBeVisible();
    await expect(members.role(IVO.name)).toHaveValue('viewer');
    await expectAccessible(page, 'members, owner');
    const { status } = await apiOf(IVO).ask('GET', `/api${film.address}`);
    expect(status).toBe(200);

    // Act
    await members.change(IVO.name, 'Editor');

    // Assert
    await expect(members.said('Ivo Brandt takes part as editor now')).toBeVisible();
    await expect(members.role(IVO.name)).toHaveValue('editor');

    // Act
    await members.remove(IVO.name).click();

    // Assert
    await expect(members.said('Member removed')).toBeVisible();
    await expect(members.rows).toHaveCount(1);
    expect((await apiOf(IVO).ask('GET', `/api${film.address}`)).status).toBe(404);
  });

  test('a member sees the list alone, whose film it is, and can leave it', async ({ api, door, film, home, members, page, watch }) => {
    // Arrange
    watch.allow(/answer 404: GET/, /status of 404/);
    await api.post(`/api${film.address}/members`, { email: IVO.email, role: 'editor' });
    await door.goto();
    await door.letIn(IVO);

    // Assert
    await expect(home.newProject).toBeVisible();
    await expect(home.card(film.title)).toContainText('Made by Mara Quill · Editor');
    await expect(home.card(film.title).getByRole('button')).toHaveCount(0);
    await members.goto(film.address);
    await expect(members.rows).toHaveCount(2);
    await expect(members.row(IVO.name)).toContainText('Editor');
    await expect(members.email).toHaveCount(0);
    await expect(members.role(IVO.name)).toHaveCount(0);
    await expectAccessible(page, 'members, editor');

    // Act
    await members.leave.click();

    // Assert
    await expect(members.said('You left the film')).toBeVisible();
    await expect(home.card(film.title)).toHaveCount(0);
    expect((await page.goto(`${film.address}/members`))?.status()).toBe(404);
  });

  test('who has no part in a film finds nothing at its address', async ({ door, film, missing, watch }) => {
    // Arrange
    watch.allow(/answer 404: GET/, /status of 404/);
    await door.goto();
    await door.letIn(IVO);

    for (const address of [film.address, `${film.address}/members`, film.shot().address, film.queueAddress]) {
      // Act
      const answer = await missing.goto(address);

      // Assert
      expect(answer?.status(), address).toBe(404);
      await expect(missing.title).toBeVisible();
    }
  });
});
