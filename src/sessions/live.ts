import * as React from 'react';

import type { IChange } from '../api/changes';
import { useJx } from '../ui/context';

/** Whether an element is on screen; false while its page lies behind another. */
export function useOnScreen(ref: React.RefObject<HTMLElement>): boolean {
  const [visible, setVisible] = React.useState(false);
  React.useEffect(() => {
    const node = ref.current;
    if (!node || typeof IntersectionObserver === 'undefined') {
      setVisible(true);
      return;
    }
    const observer = new IntersectionObserver(entries =>
      setVisible(entries[entries.length - 1].isIntersecting)
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return visible;
}

/** Calls back at each change of one session, and when changes were missed. */
export function useSessionChanges(
  id: string,
  onChange: (change: IChange | null) => void
): void {
  const { changes } = useJx();
  const callback = React.useRef(onChange);
  callback.current = onChange;
  React.useEffect(() => {
    const changed = (_: unknown, change: IChange) => {
      if (change.kind === 'session' && change.id === id) {
        callback.current(change);
      }
    };
    const missed = () => callback.current(null);
    changes.changed.connect(changed);
    changes.refetch.connect(missed);
    return () => {
      changes.changed.disconnect(changed);
      changes.refetch.disconnect(missed);
    };
  }, [changes, id]);
}

/** One part of a growing text. */
export interface IPart {
  text: string;
  /** Bytes; where the part begins and where the next one does. */
  start: number;
  next: number;
  /** The limit cut it off: the rest can be asked for at once. */
  more: boolean;
  done: boolean;
}

export interface IGrowing {
  text: string;
  /** Bytes before `text` that weren't asked for. */
  start: number;
  isLoading: boolean;
  error: unknown;
  /** Ask for what stands before. */
  earlier: () => void;
  retry: () => void;
}

/**
 * A text that grows on the server, read piece by piece.
 *
 * It begins with the last `size` bytes and asks for more when the session
 * says that something happened, only while it is on screen.
 */
export function useGrowingText(
  sessionId: string,
  name: string,
  read: (offset: number, limit: number, signal: AbortSignal) => Promise<IPart>,
  options: {
    visible: boolean;
    /** Bytes of one piece. */
    size?: number;
    /** Begin with the first byte. */
    whole?: boolean;
  }
): IGrowing {
  const { size = 262_144, whole = false } = options;
  const [state, setState] = React.useState<{
    part: IPart | null;
    error: unknown;
  }>({ part: null, error: null });
  const reader = React.useRef({
    read,
    part: null as IPart | null,
    busy: false,
    again: false
  });
  reader.current.read = read;
  const abort = React.useRef(new AbortController());

  const more = React.useCallback(async () => {
    const self = reader.current;
    if (self.busy) {
      self.again = true;
      return;
    }
    self.busy = true;
    const { signal } = abort.current;
    try {
      do {
        self.again = false;
        const before = self.part;
        const got = before
          ? await self.read(before.next, size, signal)
          : await self.read(whole ? 0 : -size, size, signal);
        if (signal.aborted) {
          return;
        }
        self.part = before
          ? { ...got, text: before.text + got.text, start: before.start }
          : got;
        setState({ part: self.part, error: null });
        self.again ||= got.more;
      } while (self.again);
    } catch (error) {
      if (!signal.aborted) {
        setState({ part: self.part, error });
      }
    } finally {
      self.busy = false;
    }
  }, [sessionId, name, size, whole]);

  React.useEffect(() => {
    abort.current = new AbortController();
    reader.current.part = null;
    reader.current.busy = false;
    setState({ part: null, error: null });
    return () => abort.current.abort();
  }, [sessionId, name, whole]);
  React.useEffect(() => {
    if (options.visible && !reader.current.part?.done) {
      void more();
    }
  }, [options.visible, more]);
  useSessionChanges(sessionId, () => {
    if (options.visible && !reader.current.part?.done) {
      void more();
    }
  });

  const earlier = async () => {
    const { part } = reader.current;
    if (!part || part.start <= 0) {
      return;
    }
    const from = Math.max(0, part.start - size);
    const { signal } = abort.current;
    try {
      const got = await reader.current.read(from, part.start - from, signal);
      const now = reader.current.part;
      if (!signal.aborted && now?.start === part.start) {
        reader.current.part = {
          ...now,
          text: got.text + now.text,
          start: got.start
        };
        setState({ part: reader.current.part, error: null });
      }
    } catch (error) {
      if (!signal.aborted) {
        setState({ part: reader.current.part, error });
      }
    }
  };
  return {
    text: state.part?.text ?? '',
    start: state.part?.start ?? 0,
    isLoading: !state.part && !state.error,
    error: state.error,
    earlier: () => void earlier(),
    retry: () => void more()
  };
}
