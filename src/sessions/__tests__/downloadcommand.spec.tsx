import { fireEvent, screen, waitFor } from '@testing-library/react';

import { SessionClient } from '../client';
import { CommandIDs } from '../commands';
import { addDownload } from '../downloadcommand';
import { fakeApp, fakeSession, savedFiles } from './fake';

describe('downloading from a menu of a session', () => {
  it('offers what the page offers, and saves what was chosen', async () => {
    const saved = savedFiles();
    const { jx, server, errors } = fakeApp();
    server.on('GET /sessions/s1', () =>
      fakeSession({ id: 's1', has_report: true, pdf_available: false })
    );
    addDownload(jx, new SessionClient(jx));

    const done = jx.commands.execute(CommandIDs.download, { id: 's1' });
    const what = await screen.findByLabelText('What');
    const offered = Array.from(what.querySelectorAll('option'));
    expect(offered.map(one => one.textContent)).toEqual(
      expect.arrayContaining([
        'Report (HTML)',
        'Report without code (HTML)',
        'Notebook as executed',
        'Everything it wrote (zip)'
      ])
    );
    fireEvent.change(what, { target: { value: 'notebook' } });
    fireEvent.click(
      screen.getByRole('button', { name: 'Download', hidden: true })
    );
    await done;

    expect(errors).toEqual([]);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]).toContain('/sessions/s1/notebook');
  });

  it('is offered when the session is over', () => {
    const { jx } = fakeApp();
    addDownload(jx, new SessionClient(jx));
    const offered = (state: string) =>
      jx.actions
        .for('session', { id: 's1', state } as any)
        .map(one => one.command);
    expect(offered('SUCCEEDED')).toEqual([CommandIDs.download]);
    expect(offered('RUNNING')).toEqual([]);
  });
});
