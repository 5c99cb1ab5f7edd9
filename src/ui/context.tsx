import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Message } from '@lumino/messaging';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { OnScreen } from '../api/hooks';
import { IJupyterExt } from '../tokens';
import { ErrorState } from './states';

const Context = React.createContext<IJupyterExt | null>(null);

/** The app's services, inside anything that `JxProvider` wraps. */
export function useJx(): IJupyterExt {
  const jx = React.useContext(Context);
  if (!jx) {
    throw new Error('useJx() outside of JxProvider');
  }
  return jx;
}

export function useTrans(): TranslationBundle {
  return useJx().trans;
}

/** The id of the acting user; undefined until the server has said it. */
export function useUser(): string | undefined {
  const jx = useJx();
  const status = useQuery({
    queryKey: ['status', 'user'],
    queryFn: () => jx.api.get('/status')
  });
  return status.data?.user.id;
}

export function JxProvider(props: {
  jx: IJupyterExt;
  children: React.ReactNode;
}): JSX.Element {
  return (
    <Context.Provider value={props.jx}>
      <QueryClientProvider client={props.jx.queries}>
        <Boundary>{props.children}</Boundary>
      </QueryClientProvider>
    </Context.Provider>
  );
}

/** A fault in one view leaves the others standing. */
class Boundary extends React.Component<
  { children: React.ReactNode },
  { error: unknown }
> {
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  state: { error: unknown } = { error: null };

  render(): React.ReactNode {
    return this.state.error ? (
      <ErrorState
        error={this.state.error}
        onRetry={() => this.setState({ error: null })}
      />
    ) : (
      this.props.children
    );
  }
}

/** A Lumino widget around React content that uses our services. */
export abstract class JxWidget extends ReactWidget {
  constructor(readonly jx: IJupyterExt) {
    super();
    this.addClass('jx-Widget');
  }

  protected abstract renderContent(): JSX.Element;

  protected onAfterAttach(msg: Message): void {
    this._onScreen = this.isVisible;
    super.onAfterAttach(msg);
  }

  protected onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._onScreen = true;
    this.update();
  }

  protected onBeforeHide(msg: Message): void {
    super.onBeforeHide(msg);
    this._onScreen = false;
    this.update();
  }

  protected render(): JSX.Element {
    return (
      <OnScreen.Provider value={this._onScreen}>
        <JxProvider jx={this.jx}>{this.renderContent()}</JxProvider>
      </OnScreen.Provider>
    );
  }

  private _onScreen = false;
}
