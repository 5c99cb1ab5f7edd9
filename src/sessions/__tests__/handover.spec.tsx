import { fireEvent, screen, waitFor } from '@testing-library/react';

import { shownToasts } from '../../ui/__tests__/toasts';
import { CommandIDs } from '../commands';
import { addHandOver } from '../handover';
import { FakeServer, Refusal, fakeApp, savedFiles, sentFile } from './fake';

const ROUTE = '/sessions/s1/hand-over';

const zip = () => sentFile('third quarter.zip', ['PK']);

describe('handing a session over', () => {
  let saved: string[];

  beforeEach(() => {
    saved = savedFiles();
  });

  /** Ask for the archive, with or without data. */
  async function handOver(
    answer: (server: FakeServer) => void,
    withData: boolean
  ) {
    const { jx, server, errors } = fakeApp();
    addHandOver(jx);
    answer(server);
    const done = jx.commands.execute(CommandIDs.handOver, { id: 's1' });
    const box = await screen.findByLabelText('With the input data');
    if (!withData) {
      fireEvent.click(box);
    }
    fireEvent.click(
      screen.getByRole('button', { name: 'Save archive', hidden: true })
    );
    await done;
    return { server, errors };
  }

  it.each([true, false])('saves an archive, data: %s', async withData => {
    const { server, errors } = await handOver(
      server => server.on(`POST ${ROUTE}`, zip),
      withData
    );
    expect(server.asked(`POST ${ROUTE}`)[0].body).toEqual({ data: withData });
    expect(saved).toEqual(['third quarter.zip blob:it']);
    expect(errors).toEqual([]);
  });

  it('says that it is at work until the archive is there', async () => {
    const toasts = shownToasts();
    let arrive: () => void = () => undefined;
    const waits = new Promise<void>(resolve => (arrive = resolve));
    const done = handOver(
      server =>
        server.on(`POST ${ROUTE}`, async () => {
          await waits;
          return zip();
        }),
      true
    );
    await waitFor(() =>
      expect(toasts.messages()).toEqual(['Making the archive'])
    );
    arrive();
    await done;
    await toasts.settled();
    expect(toasts.messages()).toEqual([]);
  });

  it('says what the server refuses, and saves nothing', async () => {
    const { errors } = await handOver(
      server =>
        server.on(`POST ${ROUTE}`, () => new Refusal(410, 'It is gone.')),
      true
    );
    expect(String(errors[0][1])).toContain('It is gone.');
    expect(saved).toEqual([]);
  });

  it('is offered when the session is over', () => {
    const { jx } = fakeApp();
    addHandOver(jx);
    const offered = (state: string) =>
      jx.actions.for<any>('session', { id: 's1', state }).length;
    expect(offered('SUCCEEDED')).toBe(1);
    expect(offered('RUNNING')).toBe(0);
  });
});
