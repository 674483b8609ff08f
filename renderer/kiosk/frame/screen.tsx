import { useEffect, useRef, type ReactNode } from 'react';
import './screen.css';

export interface ScreenProps {
  /** What is read: in the upper third, or at the side of a wide display. */
  readonly look: ReactNode;
  /** What is touched: in the lower part, nothing of it above 1,100 mm in reach-down mode. */
  readonly touch: ReactNode;
  /** Which of both takes the room that is left. */
  readonly fill?: 'look' | 'touch';
  /** On a wide display: touched beside what is read, or below it where there is little to touch. */
  readonly wide?: 'beside' | 'below';
}

export function Screen({ look, touch, fill = 'look', wide = 'beside' }: ScreenProps) {
  return (
    <main className="screen" data-fill={fill} data-wide={wide}>
      <section className="screen-look">{look}</section>
      <section className="screen-touch">{touch}</section>
    </main>
  );
}

/** The screen's one headline. It takes the focus, so that a reader starts here and Tab goes on from here. */
export function Headline({ children, tone = 'plain' }: { readonly children: ReactNode; readonly tone?: 'plain' | 'look' | 'stop' }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 className="headline" data-tone={tone} ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
