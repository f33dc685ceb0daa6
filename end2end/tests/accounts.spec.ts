import { expect, test } from '../fixtures';
import { DoorPage } from '../pages/door';
import { Api } from '../support/api';
import { expectAccessible } from '../support/axe';
import { IVO, MARA, NOBODY_KNOWS } from '../support/people';

/** What the browser itself says of a page that answers a refused form. */
const REFUSED = [/answer 4\d\d: POST/, /status of 4\d\d/];

test.describe('before anybody can sign in', () => {
  test.use({ ownServer: { people: [] } });

  test('the first one names themselves, with a password that holds', async ({ account, door, home, page, reader, watch }) => {
    // Arrange
    watch.allow(...REFUSED);
    await page.goto('/');
    await expect(door.welcome).toBeVisible();
    await expectAccessible(page, 'welcome');

    // Act
    await door.beFirst(MARA.name, MARA.email, 'password1234');

    // Assert
    await expect(door.why).toBeVisible();
    await expect(door.name).toHaveValue(MARA.name);
    await expect(door.email).toHaveValue(MARA.email);
    await expect(door.password).toHaveValue('');
    await expect(door.password).toHaveAccessibleDescription(/Ten characters or more/);

    // Act
    await door.beFirst(MARA.name, MARA.email, MARA.password);

    // Assert
    await expect(home.empty).toBeVisible();
    await expect(reader.button(MARA.name)).toBeVisible();
    await account.goto();
    await expect(account.people).toBeVisible();

    // Act
    await page.goto('/welcome');

    // Assert
    await expect(home.newProject).toBeVisible();
  });
});

test.describe('signing in', () => {
  test.use({ ownServer: { people: [MARA, IVO] } });

  test('leads on to the page that was wanted', async ({ board, door, film, page }) => {
    // Arrange
    await page.goto(film.address);
    await expect(door.title).toBeVisible();
    await expect(page.getByRole('button', { name: 'Keyboard help' })).toHaveCount(0);

    // Act
    await door.letIn(MARA);

    // Assert
    await expect(board.title).toHaveText(film.title);
    await expect(page).toHaveURL(film.address);
  });

  test('never leads to another host', async ({ door, home, page }) => {
    // Arrange
    await door.goto('/login?next=//evil.example/');

    // Act
    await door.letIn(MARA);

    // Assert
    await expect(home.newProject).toBeVisible();
    await expect(page).toHaveURL('/');
  });

  test('a wrong try says so in place and keeps the address', async ({ door, page, watch }) => {
    // Arrange
    watch.allow(...REFUSED);
    await door.goto('/login?next=/account');
    await expectAccessible(page, 'sign in');

    for (const email of [MARA.email, NOBODY_KNOWS]) {
      // Act
      await door.fill(email, 'not the password');

      // Assert
      await expect(door.why).toHaveText('The e-mail address or the password is wrong.');
      await expect(door.email).toHaveValue(email);
      await expect(door.password).toHaveValue('');
      await expect(door.password).toHaveAccessibleDescription('The e-mail address or the password is wrong.');
    }
    await expectAccessible(page, 'sign in, refused');

    // Act
    await door.letIn(MARA);

    // Assert
    await expect(page).toHaveURL('/account');
  });

  test('"Sign out" ends it', async ({ door, page, reader }) => {
    // Arrange
    await door.goto();
    await door.letIn(MARA);

    // Act
    await reader.signOut(MARA.name);

    // Assert
    await expect(door.said('You are signed out')).toBeVisible();
    await page.goto('/account');
    await expect(door.title).toBeVisible();
  });
});

test.describe('the account', () => {
  test.use({ ownServer: { people: [MARA, IVO] } });

  test('a token is shown this once, works, and ends when it is revoked', async ({ account, door, page, server }) => {
    // Arrange
    await door.goto('/login?next=/account');
    await door.letIn(MARA);

    // Act
    await account.makeToken('Render farm', '30 days');

    // Assert
    const token = await account.token.inputValue();
    expect(token).toMatch(/^tl_[\w-]{43}$/);
    await expect(account.token).toHaveAccessibleDescription(/shown this once/);
    await expectAccessible(page, 'account, token');
    const scripts = new Api(server.address, token);
    expect(await scripts.get<{ email: string }>('/api/me')).toMatchObject({ email: MARA.email });
    await account.goto();
    await expect(account.token).toHaveCount(0);
    await expect(account.tokens).toContainText('Render farm');
    expect(await page.content()).not.toContain(token);

    // Act
    await account.revoke('Render farm');

    // Assert
    await expect(account.said('Token revoked')).toBeVisible();
    await expect(account.tokens).not.toContainText('Render farm');
    expect((await scripts.ask('GET', '/api/me')).status).toBe(401);
  });

  test('the password is changed by who knows the old one', async ({ account, door, reader, watch }) => {
    // Arrange
    watch.allow(...REFUSED);
    const changed = 'seven amber 19 trawlers';
    await door.goto('/login?next=/account');
    await door.letIn(IVO);

    // Act
    await account.changePassword('not the old one', changed);

    // Assert
    await expect(account.why).toHaveText('The old password is wrong.');
    await expect(account.newPassword).toHaveValue('');

    // Act
    await account.changePassword(IVO.password, changed);

    // Assert
    await expect(account.said('Password changed')).toBeVisible();
    await reader.signOut(IVO.name);
    await door.fill(IVO.email, IVO.password);
    await expect(door.why).toBeVisible();
    await door.letIn({ ...IVO, password: changed });
  });

  test('"Sign out everywhere else" leaves this browser in', async ({ account, baseURL, browser, door, scripts }) => {
    // Arrange
    const elsewhere = await browser.newContext({ baseURL, javaScriptEnabled: scripts });
    const page = await elsewhere.newPage();
    const there = new DoorPage(page);
    await there.goto('/login?next=/account');
    await there.letIn(MARA);
    await door.goto('/login?next=/account');
    await door.letIn(MARA);

    // Act
    await account.signOutElsewhere.click();

    // Assert
    await expect(account.said('You are signed out everywhere else')).toBeVisible();
    await expect(account.signOutElsewhere).toHaveCount(0);
    await page.reload();
    await expect(there.title).toBeVisible();
    await elsewhere.close();
  });

  test('an admin adds people, who then sign in and manage nobody', async ({ account, door, page, reader, watch }) => {
    // Arrange
    watch.allow(...REFUSED);
    await door.goto('/login?next=/account');
    await door.letIn(MARA);

    // Act
    await account.addPerson('Una Holm', IVO.email, 'quiet 81 basalt ferry');

    // Assert
    await expect(account.why).toBeVisible();
    await expect(account.personField('Name')).toHaveValue('Una Holm');
    await expect(account.personField('First password')).toHaveValue('');

    // Act
    await account.addPerson('Una Holm', 'una@studio.example', 'quiet 81 basalt ferry');

    // Assert
    await expect(account.said('Una Holm can sign in now')).toBeVisible();
    await expect(account.everybody).toContainText('una@studio.example');
    await expectAccessible(page, 'account, admin');
    await reader.signOut(MARA.name);
    await door.letIn({ name: 'Una Holm', email: 'una@studio.example', password: 'quiet 81 basalt ferry', role: 'member' });
    await account.goto();
    await expect(account.title).toHaveText('Una Holm');
    await expect(account.people).toHaveCount(0);
    await expectAccessible(page, 'account, member');
  });
});

test.describe('without accounts', () => {
  test('nothing tells of them', async ({ film, missing, page, watch }) => {
    // Arrange
    watch.allow(/answer 404: GET/, /status of 404/);

    for (const address of ['/login', '/welcome', '/account', `${film.address}/members`]) {
      // Act
      const answer = await missing.goto(address);

      // Assert
      expect(answer?.status(), address).toBe(404);
      await expect(missing.title).toBeVisible();
    }
    await page.goto(film.address);
    await expect(page.getByRole('button', { name: 'Sign out', includeHidden: true })).toHaveCount(0);
    await expect(page.getByRole('note')).toHaveCount(0);
  });
});
