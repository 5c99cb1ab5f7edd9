import { Api, Page, hideNotifications, testOn } from './app';
import { Server } from './servers';

/** A server whose users are told by a cookie; four eyes is on. */
export const server = new Server('team', undefined, { JX_UI_TEAM: '1' });

/** On that server. */
export const test = testOn(server);

/** From now on the page is somebody else's. */
export async function become(page: Page, who: string): Promise<Api> {
  await page
    .context()
    .addCookies([{ name: 'who', value: who, url: server.url }]);
  const api = new Api(page, server.url);
  await api.get('/status'); // now they are known here
  await page.reload();
  await hideNotifications(page);
  return api;
}
