// Draws each chart of the page from the JSON beside it. Colours of text and grid are the style sheet's.
const config = {
  responsive: true,
  displaylogo: false,
  displayModeBar: "hover",
  modeBarButtons: [["zoom2d", "resetScale2d", "toImage"]],
};
for (const place of document.querySelectorAll(".plot")) {
  const chart = JSON.parse(place.nextElementSibling.textContent);
  Plotly.newPlot(place, chart.data, chart.layout, config);
}
