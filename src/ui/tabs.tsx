import * as React from 'react';

export interface ITab {
  id: string;
  label: string;
  /** A number or mark after the label. */
  badge?: React.ReactNode;
  render: () => React.ReactNode;
}

/**
 * Tabs as the ARIA practices have them: one tab stop, arrows move and show.
 *
 * Only the shown panel is rendered.
 */
export function Tabs(props: {
  tabs: ITab[];
  /** Null or unknown: the first. */
  current: string | null;
  onSelect: (id: string) => void;
  label: string;
}): JSX.Element {
  const { tabs } = props;
  const base = React.useId();
  const list = React.useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    tabs.findIndex(tab => tab.id === props.current)
  );
  const onKeyDown = (event: React.KeyboardEvent) => {
    const target = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at + tabs.length - 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      props.onSelect(tabs[target].id);
      (list.current?.children[target] as HTMLElement | undefined)?.focus();
    }
  };
  return (
    <div className="jx-Tabs">
      <div
        className="jx-Tabs-list"
        role="tablist"
        aria-label={props.label}
        ref={list}
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab, i) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-tab-${tab.id}`}
            data-tab={tab.id}
            className="jx-Tabs-tab"
            aria-selected={i === at}
            aria-controls={i === at ? `${base}-panel` : undefined}
            tabIndex={i === at ? 0 : -1}
            onClick={() => props.onSelect(tab.id)}
          >
            {tab.label}
            {tab.badge !== undefined && tab.badge !== null && (
              <span className="jx-Tabs-badge">{tab.badge}</span>
            )}
          </button>
        ))}
      </div>
      {tabs.length > 0 && (
        <div
          className="jx-Tabs-panel"
          role="tabpanel"
          id={`${base}-panel`}
          aria-labelledby={`${base}-tab-${tabs[at].id}`}
          tabIndex={0}
          key={tabs[at].id}
        >
          {tabs[at].render()}
        </div>
      )}
    </div>
  );
}
