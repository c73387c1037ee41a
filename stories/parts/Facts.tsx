// Names and values, a line each.

export function Facts({ facts }: { readonly facts: Readonly<Record<string, string>> }) {
  return (
    <table className="facts">
      <tbody>
        {Object.entries(facts).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
